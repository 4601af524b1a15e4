/* Figures: what is to be drawn lies as JSON beside its box. A box is drawn when it comes near, by Plotly, which is loaded with
   the first; until then its height is kept free. Where it cannot be drawn, the card opens its table instead. */
(function () {
  'use strict';

  var ours = document.querySelector('script[data-plotly]');
  var loading = null, last = Promise.resolve();

  window.PlotlyLocales = {
    es: {
      moduleType: 'locale', name: 'es', dictionary: {},
      format: {
        days: ['Domingo', 'Lunes', 'Martes', 'Miércoles', 'Jueves', 'Viernes', 'Sábado'],
        shortDays: ['Dom', 'Lun', 'Mar', 'Mié', 'Jue', 'Vie', 'Sáb'],
        months: ['Enero', 'Febrero', 'Marzo', 'Abril', 'Mayo', 'Junio', 'Julio', 'Agosto', 'Septiembre', 'Octubre', 'Noviembre', 'Diciembre'],
        shortMonths: ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic'],
        date: '%d/%m/%Y'
      }
    }
  };

  function load() {
    loading = loading || new Promise(function (done, failed) {
      var script = document.createElement('script');
      script.src = ours.dataset.plotly;
      script.onload = done;
      script.onerror = function () { loading = null; failed(new Error('Plotly could not be loaded')); };
      document.head.append(script);
    });
    return loading;
  }

  /* By a link, so that it is followed as any other: out of a frame, or in another tab. */
  function follow(event) {
    var point = event.points && event.points[0], address = point && point.customdata;
    if (typeof address !== 'string' || !/^\/(?![\/\\])/.test(address)) return;
    var link = document.createElement('a');
    link.href = address;
    document.body.append(link);
    link.click();
    link.remove();
  }

  function paint(plot) {
    if (plot.dataset.drawn) return;
    var said = JSON.parse(plot.nextElementSibling.textContent), layout = said.figure.layout;
    delete layout.height; /* the box has it, and may be higher beside a longer card */
    delete layout.width;
    layout.autosize = true;
    said.config.locale = document.documentElement.lang;
    said.config.responsive = false;
    plot.dataset.drawn = 'true';
    window.Plotly.newPlot(plot, said.figure.data, layout, said.config);
    plot.on('plotly_click', follow);
    var width = plot.offsetWidth, height = plot.offsetHeight;
    new ResizeObserver(function () {
      if (!plot.offsetWidth || (plot.offsetWidth === width && plot.offsetHeight === height)) return;
      width = plot.offsetWidth;
      height = plot.offsetHeight;
      window.Plotly.Plots.resize(plot);
    }).observe(plot);
  }

  /* One after another, each in a task of its own, so that the page answers between them. */
  function drawn(plot) {
    if (plot.dataset.drawn) return Promise.resolve(plot);
    var turn = last.then(load).then(function () {
      return new Promise(function (done) { setTimeout(done, 0); });
    }).then(function () { paint(plot); return plot; });
    last = turn.catch(function () {
      plot.classList.add('plot-failed');
      var table = plot.closest('.card') && plot.closest('.card').querySelector('.card-data');
      if (table) table.open = true;
    });
    return turn;
  }

  function all() { return Promise.all(Array.from(document.querySelectorAll('.plot'), drawn)); }

  var near = new IntersectionObserver(function (seen) {
    seen.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      near.unobserve(entry.target);
      drawn(entry.target).catch(function () { /* its table is open */ });
    });
  }, { rootMargin: '400px 0px' });
  document.querySelectorAll('.plot').forEach(function (plot) { near.observe(plot); });

  /* A printer does not wait: what cannot be drawn at once stands as its table (assets/figures.css). On paper each has the
     height it asks for and the width of a page, whatever they were on the screen. */
  var PAPER = 640;

  window.addEventListener('beforeprint', function () {
    if (!window.Plotly) return;
    document.querySelectorAll('.plot').forEach(function (plot) {
      paint(plot);
      window.Plotly.relayout(plot, { width: PAPER, height: parseFloat(plot.parentElement.style.minHeight) || 300 });
    });
  });

  window.addEventListener('afterprint', function () {
    document.querySelectorAll('.plot[data-drawn]').forEach(function (plot) {
      window.Plotly.relayout(plot, { width: null, height: null, autosize: true });
    });
  });

  window.vitrina = { drawn: drawn, all: all };
}());
