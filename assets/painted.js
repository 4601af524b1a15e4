/* A card drawn by HTML and CSS, as SVG: the card alone is laid out in a frame that nobody sees, in the light theme and at
   one width, and each box, line and word becomes a shape where the browser put it. */
(function () {
  'use strict';

  var SVG = 'http://www.w3.org/2000/svg';
  /* What a picture has no use for: what is operated, and what only opens. */
  var OPERATED = 'details, form, button:not(.term > button), input, select, textarea, .v-switch, .v-pages, .v-tabs, .more, ' +
    '.visually-hidden, [role="tooltip"], .sr-only, noscript';
  var pen = document.createElement('canvas').getContext('2d');

  function shape(name, attributes, words) {
    var made = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) {
      var value = attributes[key];
      if (value !== undefined) made.setAttribute(key, typeof value === 'number' ? Math.round(value * 100) / 100 : value);
    });
    if (words) made.textContent = words;
    return made;
  }

  /* Any colour of CSS as one that every program reads: { fill, opacity }, null where nothing is seen. */
  function paint(colour, opacity) {
    pen.fillStyle = '#000';
    pen.fillStyle = colour;
    var parts = /^rgba\((\d+), (\d+), (\d+), ([\d.]+)\)$/.exec(pen.fillStyle);
    var alpha = (parts ? Number(parts[4]) : 1) * opacity;
    if (!alpha) return null;
    return { fill: parts ? 'rgb(' + parts.slice(1, 4).join(',') + ')' : pen.fillStyle, opacity: alpha === 1 ? undefined : alpha };
  }

  function Painter(frame, root) {
    this.view = frame.contentWindow;
    this.at = root.getBoundingClientRect();
    this.svg = shape('svg', { width: this.at.width, height: this.at.height, viewBox: '0 0 ' + this.at.width + ' ' + this.at.height });
    this.element(root, 1);
  }

  Painter.prototype.element = function (element, opacity) {
    var style = this.view.getComputedStyle(element);
    if (style.display === 'none' || style.visibility === 'hidden') return;
    opacity *= Number(style.opacity);
    if (!opacity) return;
    this.box(element, style, opacity);
    element.childNodes.forEach(function (child) {
      if (child.nodeType === 1) this.element(child, opacity);
      else if (child.nodeType === 3 && child.data.trim()) this.words(child, style, opacity);
    }, this);
  };

  /* The box as it is before it is turned, and how it is turned: around its middle, which stays where it is. */
  Painter.prototype.box = function (element, style, opacity) {
    var bounds = element.getBoundingClientRect(), turned = /^matrix\(([^,]+), ([^,]+), ([^,]+), ([^,]+)/.exec(style.transform);
    var upright = !turned || (Number(turned[2]) === 0 && Number(turned[1]) === 1);
    var width = upright ? bounds.width : element.offsetWidth, height = upright ? bounds.height : element.offsetHeight;
    if (!width || (!height && !parseFloat(style.borderTopWidth))) return;
    var middle = { x: bounds.left + bounds.width / 2 - this.at.left, y: bounds.top + bounds.height / 2 - this.at.top };
    var box = { x: middle.x - width / 2, y: middle.y - height / 2, width: width, height: height };
    var layer = this.svg;
    if (!upright) {
      layer = shape('g', {
        transform: 'translate(' + middle.x + ' ' + middle.y + ') matrix(' + turned.slice(1, 5).join(' ') + ' 0 0) translate(' + -middle.x + ' ' + -middle.y + ')'
      });
      this.svg.append(layer);
    }
    if (style.backgroundImage.indexOf('conic-gradient') === 0) return this.gauge(box, style, opacity);
    this.filled(layer, box, style.backgroundColor, style, opacity);
    this.level(layer, box, style, opacity);
    this.bordered(layer, box, style, opacity);
  };

  Painter.prototype.filled = function (layer, box, background, style, opacity) {
    var colour = paint(background, opacity), round = Math.min(parseFloat(style.borderTopRightRadius) || 0, box.width / 2, box.height / 2);
    if (style.borderTopRightRadius.indexOf('%') > 0) round = Math.min(box.width, box.height) / 2;
    if (colour) layer.append(shape('rect', { x: box.x, y: box.y, width: box.width, height: box.height, rx: round || undefined, fill: colour.fill, 'fill-opacity': colour.opacity }));
  };

  /* A column filled up to its score. */
  Painter.prototype.level = function (layer, box, style, opacity) {
    var parts = /^linear-gradient\(to top, (rgba?\([^)]*\)) ([\d.]+)%, (rgba?\([^)]*\)) 0/.exec(style.backgroundImage);
    if (!parts) return;
    var high = box.height * Math.min(Number(parts[2]), 100) / 100;
    this.filled(layer, box, parts[3], style, opacity);
    if (high) this.filled(layer, { x: box.x, y: box.y + box.height - high, width: box.width, height: high }, parts[1], style, opacity);
  };

  Painter.prototype.bordered = function (layer, box, style, opacity) {
    ['Top', 'Right', 'Bottom', 'Left'].forEach(function (side) {
      var thick = parseFloat(style['border' + side + 'Width']), colour = paint(style['border' + side + 'Color'], opacity);
      if (!thick || style['border' + side + 'Style'] === 'none' || !colour) return;
      var lies = side === 'Top' || side === 'Bottom';
      layer.append(shape('rect', {
        x: side === 'Right' ? box.x + box.width - thick : box.x,
        y: side === 'Bottom' ? box.y + box.height - thick : box.y,
        width: lies ? box.width : thick,
        height: lies ? thick : box.height,
        fill: colour.fill, 'fill-opacity': colour.opacity
      }));
    });
  };

  /* Half a ring, from the left over the top; the share of it that is the score in the gauge's colour. */
  Painter.prototype.gauge = function (box, style, opacity) {
    var outer = box.width / 2, thick = outer * 0.22, radius = outer - thick / 2, x = box.x + outer, y = box.y + box.height;
    var score = Math.max(0, Math.min(1, parseFloat(style.getPropertyValue('--score')) || 0));
    function arc(share) {
      var angle = Math.PI * (1 - share);
      return 'M' + (x - radius) + ' ' + y + 'A' + radius + ' ' + radius + ' 0 0 1 ' + (x + radius * Math.cos(angle)) + ' ' + (y - radius * Math.sin(angle));
    }
    [[1, '--line'], [score, '--gauge']].forEach(function (part) {
      var colour = part[0] && paint(style.getPropertyValue(part[1]).trim() || '#888', opacity);
      if (colour) this.svg.append(shape('path', { d: arc(part[0]), fill: 'none', stroke: colour.fill, 'stroke-width': thick, 'stroke-opacity': colour.opacity }));
    }, this);
  };

  /* The words of a text, those of one line together. */
  Painter.prototype.words = function (node, style, opacity) {
    var word = /\S+/g, found, line = null, range = node.ownerDocument.createRange(), self = this;
    var colour = paint(style.color, opacity);
    if (!colour) return;
    pen.font = [style.fontStyle, style.fontWeight, style.fontSize, style.fontFamily].join(' ');
    var ascent = pen.measureText('x').fontBoundingBoxAscent;
    function written() {
      if (!line) return;
      self.svg.append(shape('text', {
        x: line.left - self.at.left, y: line.top + ascent - self.at.top, textLength: line.right - line.left, lengthAdjust: 'spacingAndGlyphs',
        fill: colour.fill, 'fill-opacity': colour.opacity, 'font-family': style.fontFamily, 'font-size': style.fontSize,
        'font-weight': style.fontWeight, 'font-style': style.fontStyle === 'normal' ? undefined : style.fontStyle
      }, line.words.join(' ')));
    }
    while ((found = word.exec(node.data))) {
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      var at = range.getClientRects()[0], said = style.textTransform === 'uppercase' ? found[0].toUpperCase() : found[0];
      if (!at || !at.width || this.cut(node.parentElement, at)) continue;
      if (line && Math.abs(line.top - at.top) < 2) { line.words.push(said); line.right = at.right; continue; }
      written();
      line = { top: at.top, left: at.left, right: at.right, words: [said] };
    }
    written();
  };

  /* Whether something that cuts off what does not fit cuts this off. */
  Painter.prototype.cut = function (element, at) {
    for (; element && element.tagName !== 'BODY'; element = element.parentElement) {
      if (this.view.getComputedStyle(element).overflow.indexOf('visible') < 0) {
        var box = element.getBoundingClientRect();
        if (at.top + at.height / 2 > box.bottom || at.left + at.width / 2 > box.right || at.bottom < box.top || at.right < box.left) return true;
      }
    }
    return false;
  };

  function lightened(page) {
    Array.from(page.styleSheets).forEach(function (sheet) {
      Array.from(sheet.cssRules).forEach(function (rule) {
        if (rule.media && rule.media.mediaText.indexOf('prefers-color-scheme: dark') >= 0) rule.media.mediaText = 'not all';
      });
    });
    var style = page.createElement('style');
    style.textContent = '.card-body :is(' + OPERATED + ') { display: none !important; }';
    page.head.append(style);
  }

  /* Resolve to { svg, height } of the body of the only card of a page, `width` wide; reject where there is none. */
  function painted(address, width) {
    var frame = document.createElement('iframe');
    frame.setAttribute('aria-hidden', 'true');
    frame.tabIndex = -1;
    frame.style.cssText = 'position:fixed;left:-10000px;top:0;border:0;height:1000px;width:' + width + 'px';
    return new Promise(function (done, failed) {
      frame.onload = done;
      frame.onerror = failed;
      frame.src = address;
      document.body.append(frame);
    }).then(function () { return frame.contentDocument.fonts.ready; }).then(function () {
      var page = frame.contentDocument, body = page.querySelector('.card-body');
      lightened(page);
      frame.style.width = width + (width - body.getBoundingClientRect().width) + 'px'; /* what stands around the body is not in the picture */
      var painter = new Painter(frame, body);
      return { svg: new XMLSerializer().serializeToString(painter.svg), height: Math.ceil(painter.at.height) };
    }).finally(function () { frame.remove(); });
  }

  window.vitrinaPainted = painted;
}());
