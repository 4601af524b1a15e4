/* What stands under a card: copy a text, and make a picture of the figure with its title and source line. */
(function () {
  'use strict';

  var WIDTH = 1200, MARGIN = 36, PAPER = '#ffffff', INK = '#1c1b1a', MUTED = '#5d5a55';
  var SERIF = '"Source Serif 4", "Noto Serif", Georgia, serif', SANS = 'Inter, "Noto Sans", system-ui, Arial, sans-serif';

  function say(button, words) {
    if (!button.dataset.words) button.dataset.words = button.textContent;
    button.textContent = '✓ ' + words;
    setTimeout(function () { button.textContent = button.dataset.words; }, 4000);
  }

  function copy(button) {
    var source = button.parentElement.querySelector('code');
    function byHand() {
      var range = document.createRange();
      range.selectNodeContents(source);
      window.getSelection().removeAllRanges();
      window.getSelection().addRange(range);
    }
    if (!navigator.clipboard) { byHand(); return; }
    navigator.clipboard.writeText(source.textContent).then(function () { say(button, button.dataset.done); }, byHand);
  }

  /* Lines of at most `width` pixels; a word longer than a line stands alone. */
  function lines(words, font, width) {
    var pen = document.createElement('canvas').getContext('2d'), found = [''];
    pen.font = font;
    words.split(/\s+/).forEach(function (word) {
      var last = found.length - 1, longer = found[last] ? found[last] + ' ' + word : word;
      if (pen.measureText(longer).width <= width || !found[last]) found[last] = longer;
      else found.push(word);
    });
    return found;
  }

  function block(words, size, weight, family, colour, top) {
    var step = Math.round(size * 1.35);
    var rows = lines(words, weight + ' ' + size + 'px ' + family, WIDTH - 2 * MARGIN);
    var escaped = rows.map(function (row, place) {
      var tspan = document.createElementNS('http://www.w3.org/2000/svg', 'tspan');
      tspan.setAttribute('x', MARGIN);
      tspan.setAttribute('y', top + size + place * step);
      tspan.textContent = row;
      return new XMLSerializer().serializeToString(tspan);
    });
    var quoted = family.replace(/"/g, '&quot;');
    return {
      svg: '<text font-family="' + quoted + '" font-size="' + size + '" font-weight="' + weight + '" fill="' + colour + '">' + escaped.join('') + '</text>',
      bottom: top + rows.length * step
    };
  }

  /* The words of a note without what its terms explain on hover. */
  function plain(note) {
    if (!note) return '';
    var copied = note.cloneNode(true);
    copied.querySelectorAll('[role="tooltip"]').forEach(function (tip) { tip.remove(); });
    return copied.textContent.replace(/\s+/g, ' ').trim();
  }

  function picture(button) {
    var card = button.closest('.card'), files = button.parentElement.dataset, plot = card.querySelector('.plot'), note = card.querySelector('.note');
    var drawn = plot ? window.vitrina.drawn(plot).then(function () {
      var figure = card.querySelector('.js-plotly-plot');
      return plotted(figure, figure.offsetHeight);
    }) : window.vitrinaPainted(files.alone, WIDTH - 2 * MARGIN);
    return drawn.then(function (made) {
      return framed(made, {
        title: files.pictureTitle,
        note: plain(note),
        source: files.pictureSource + ' ' + window.location.href
      });
    });
  }

  /* `figure` is a drawn plot or what it is drawn from. */
  function plotted(figure, height) {
    height = Math.max(height || 420, 320);
    return window.Plotly.toImage(figure, { format: 'svg', width: WIDTH - 2 * MARGIN, height: height, imageDataOnly: true }).then(function (svg) {
      return { svg: svg.indexOf('%3Csvg') === 0 ? decodeURIComponent(svg) : svg, height: height };
    });
  }

  /* A drawing with its words around it. */
  function framed(drawn, words) {
    var title = block(words.title, 30, 600, SERIF, INK, MARGIN);
    var below = words.note ? block(words.note, 18, 400, SANS, MUTED, title.bottom + 6) : title;
    var top = below.bottom + 10;
    var source = block(words.source, 15, 400, SANS, MUTED, top + drawn.height + 12);
    var height = source.bottom + MARGIN - 10;
    return {
      height: height,
      svg: '<svg xmlns="http://www.w3.org/2000/svg" width="' + WIDTH + '" height="' + height + '" viewBox="0 0 ' + WIDTH + ' ' + height + '">' +
        '<rect width="100%" height="100%" fill="' + PAPER + '"/>' + title.svg + (words.note ? below.svg : '') + source.svg +
        drawn.svg.replace('<svg ', '<svg x="' + MARGIN + '" y="' + top + '" ') + '</svg>'
    };
  }

  function rasterised(made) {
    return new Promise(function (done, failed) {
      var image = new Image();
      image.onerror = failed;
      image.onload = function () {
        var canvas = document.createElement('canvas'), scale = 2;
        canvas.width = WIDTH * scale;
        canvas.height = made.height * scale;
        canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
        URL.revokeObjectURL(image.src);
        canvas.toBlob(done, 'image/png');
      };
      image.src = URL.createObjectURL(vector(made));
    });
  }

  function vector(made) { return new Blob([made.svg], { type: 'image/svg+xml;charset=utf-8' }); }

  function save(blob, name) {
    var link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  function download(button) {
    var kind = button.dataset.picture, name = button.parentElement.dataset.file + '.' + kind;
    picture(button).then(function (made) {
      return kind === 'svg' ? vector(made) : rasterised(made);
    }).then(function (blob) { save(blob, name); });
  }

  window.vitrinaPictures = { plotted: plotted, framed: framed, rasterised: rasterised, plain: plain, save: save, width: WIDTH - 2 * MARGIN };

  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('button[data-copy], button[data-picture]');
    if (!button) return;
    if (button.dataset.picture) download(button);
    else copy(button);
  });
}());
