/* What the page does in the browser beyond drawing: follow a bar, keep title and language true, open the tables for print. */
(function () {
  'use strict';

  /* A page is loaded whole: the browser builds a new one several times faster than it takes the old one's place. */
  function go(address) {
    var target = new URL(address, window.location.href);
    if (alone()) { window.open(target.href, '_blank', 'noopener'); return; }
    window.location.assign(target.href);
  }

  /* A card in a frame leads out of it: what it leads to is a whole page. */
  function alone() { return window.location.pathname.indexOf('/embed/') === 0; }

  function ours(url) {
    return url.origin === window.location.origin && !/^\/(api|health|assets|_dash|bootstrap)(\/|$)/.test(url.pathname);
  }

  document.addEventListener('click', function (event) {
    if (!alone() || event.defaultPrevented || event.button) return;
    var link = event.target.closest && event.target.closest('a[href]');
    if (!link || link.target || link.hasAttribute('download') || link.dataset.native) return;
    var url = new URL(link.href, window.location.href);
    if (!ours(url)) return;
    event.preventDefault();
    go(url.href);
  });

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if ((form.getAttribute('method') || 'get').toLowerCase() !== 'get') return; /* a field may be called method */
    var url = new URL(form.getAttribute('action') || window.location.pathname, window.location.href);
    if (!ours(url)) return;
    event.preventDefault();
    var query = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (String(value).trim() && !(name === 'stage' && value === 'contracted')) query.append(name, String(value).trim());
    });
    url.search = query.toString();
    go(url.href);
  });

  /* A bar leads where its customdata says. */
  function follow(plot) {
    if (plot.dataset.followed || !plot.on) return;
    plot.dataset.followed = 'true';
    plot.on('plotly_click', function (data) {
      var point = data.points && data.points[0];
      if (point && typeof point.customdata === 'string' && point.customdata.charAt(0) === '/') go(point.customdata);
    });
  }

  function sync() {
    var page = document.querySelector('.page');
    var heading = page && page.querySelector('h1');
    if (heading) {
      var title = heading.textContent + ' · ' + page.querySelector('.brand').textContent;
      if (document.title !== title) document.title = title;
      if (document.documentElement.lang !== page.lang) document.documentElement.lang = page.lang;
      if (page !== seen) {
        seen = page;
        if (window.location.hash.length > 1) {
          var card = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
          if (card) card.scrollIntoView();
        }
      }
    }
    document.querySelectorAll('.figure-box .js-plotly-plot').forEach(follow);
  }
  var seen = null;
  new MutationObserver(sync).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['lang', 'data-lang'] });

  var opened = [];
  window.addEventListener('beforeprint', function () {
    opened = Array.from(document.querySelectorAll('.card-foot details:not([open])'));
    opened.forEach(function (panel) { panel.open = true; });
  });
  window.addEventListener('afterprint', function () { opened.forEach(function (panel) { panel.open = false; }); });

  /* Escape hides an explanation until the pointer or the focus comes again. */
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape') return;
    document.querySelectorAll('.term:hover, .term:focus-within').forEach(function (term) {
      term.classList.add('term-away');
      ['mouseleave', 'focusout'].forEach(function (name) {
        term.addEventListener(name, function () { term.classList.remove('term-away'); }, { once: true });
      });
    });
  });

  /* Escape closes the filters. */
  document.addEventListener('keydown', function (event) {
    var more = document.querySelector('.filter-form');
    if (event.key === 'Escape' && more && more.open) {
      more.open = false;
      more.querySelector('summary').focus();
    }
  });

  window.PlotlyLocales = window.PlotlyLocales || {};
  window.PlotlyLocales.es = {
    moduleType: 'locale', name: 'es', dictionary: {},
    format: {
      days: ['Domingo', 'Lunes', 'Martes', 'Miércoles', 'Jueves', 'Viernes', 'Sábado'],
      shortDays: ['Dom', 'Lun', 'Mar', 'Mié', 'Jue', 'Vie', 'Sáb'],
      months: ['Enero', 'Febrero', 'Marzo', 'Abril', 'Mayo', 'Junio', 'Julio', 'Agosto', 'Septiembre', 'Octubre', 'Noviembre', 'Diciembre'],
      shortMonths: ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic'],
      date: '%d/%m/%Y'
    }
  };
}());
