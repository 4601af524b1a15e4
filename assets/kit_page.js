/* The page of the story kit: arrange, annotate, export, read back, verify. What was written by others is put in as text only. */
(function () {
  'use strict';

  var root = document.getElementById('kit'), store = window.vitrinaKit;
  if (!root || !store) return;
  var TALLEST = 4800, MOST_DRAWN = 36 * 1024 * 1024; /* pixels; characters, of the 40 MiB that the server takes */
  var words = JSON.parse(root.dataset.words), kit = store.load(), kept = {}, busy = false;

  function made(tag, given, children) {
    var element = document.createElement(tag);
    Object.keys(given || {}).forEach(function (name) {
      if (name === 'text') element.textContent = given[name];
      else if (name === 'on') element.addEventListener(given.on[0], given.on[1]);
      else if (given[name] !== false && given[name] !== undefined) element.setAttribute(name, given[name]);
    });
    element.append.apply(element, (children || []).filter(Boolean));
    return element;
  }

  function filled(message, values) {
    return message.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
  }

  function save() { if (!store.save(kit)) say(words.full); }

  function say(message) { status.textContent = message; }

  function field(name, kind) {
    var input = made(kind, { id: 'kit-' + name, maxlength: kind === 'textarea' ? 10000 : 1000, rows: kind === 'textarea' ? 3 : false });
    input.value = kit[name];
    input.addEventListener('input', function () { kit[name] = input.value; save(); });
    return made('div', { class: 'kit-field' }, [made('label', { for: input.id, text: words[name] }), input]);
  }

  /* A pin */

  function view(pin, snapshot) {
    var query = new URLSearchParams(pin.query);
    query.delete('rows');
    if (snapshot) query.set('snapshot', snapshot);
    return pin.path + '?' + query + (pin.of && pin.kind !== 'figure' ? '#' + encodeURIComponent(pin.of) : '');
  }

  function move(place, step, name) {
    var other = place + step;
    if (other < 0 || other >= kit.pins.length) return;
    kit.pins.splice(other, 0, kit.pins.splice(place, 1)[0]);
    save();
    list(other, name);
    say(filled(words.moved, { place: other + 1, all: kit.pins.length }));
  }

  function remove(place) {
    kit.pins.splice(place, 1);
    save();
    list(Math.min(place, kit.pins.length - 1), 'remove');
    say(words.removed);
  }

  function act(name, place, pin, action, disabled) {
    return made('button', {
      type: 'button', class: 'kit-' + name, text: words[name], disabled: disabled ? '' : false,
      'aria-label': words[name] + ': ' + (pin.title || pin.path), on: ['click', action]
    });
  }

  function fate(pin) {
    var found = kept[pin.snapshot];
    if (!found || found.kept) return null;
    var following = found.next || root.dataset.today;
    return made('p', { class: 'kit-gone' }, [
      words.gone + ' ',
      made('button', { type: 'button', text: words.use, on: ['click', function () {
        pin.snapshot = following;
        pin.when = '';
        save();
        ask().then(function () { list(); });
      }] })
    ]);
  }

  function item(pin, place) {
    var note = made('textarea', { id: 'kit-note-' + place, rows: 2, maxlength: 10000 });
    note.value = pin.note || '';
    note.addEventListener('input', function () { pin.note = note.value; save(); });
    var shown = pin.value ? pin.title + ': ' + pin.value : pin.title || pin.path;
    return made('li', { class: 'kit-pin' }, [
      made('p', { class: 'kit-kind', text: words[pin.kind] + (pin.when ? ' · ' + pin.when : '') }),
      made('h2', {}, [made('a', { href: view(pin, pin.snapshot), text: shown })]),
      fate(pin),
      made('label', { for: note.id, text: words.note }),
      note,
      made('div', { class: 'kit-acts' }, [
        act('up', place, pin, function () { move(place, -1, 'up'); }, place === 0),
        act('down', place, pin, function () { move(place, 1, 'down'); }, place === kit.pins.length - 1),
        act('remove', place, pin, function () { remove(place); })
      ])
    ]);
  }

  function list(focused, name) {
    pins.replaceChildren.apply(pins, kit.pins.map(item));
    root.classList.toggle('kit-full', kit.pins.length > 0);
    if (focused === undefined || focused < 0) return;
    var buttons = pins.children[focused].querySelectorAll('button:not([disabled])');
    (pins.children[focused].querySelector('.kit-' + name + ':not([disabled])') || buttons[buttons.length - 1]).focus();
  }

  /* Which data are still there */

  function ask() {
    var wanted = Array.from(new Set(kit.pins.map(function (pin) { return pin.snapshot; })));
    return Promise.all(wanted.map(function (id) {
      return fetch('/api/v1/meta?' + new URLSearchParams({ snapshot: id })).then(function (answer) {
        if (answer.status < 500) kept[id] = { kept: answer.ok, next: answer.headers.get('X-Snapshot-Next') };
        return answer.text(); /* one that is not read stays open */
      }).catch(function () { /* offline: the export will say */ });
    }));
  }

  /* Charts are drawn here from what the page of the card says of them, on the data that were pinned. */

  function plotly(address) {
    if (window.Plotly) return Promise.resolve();
    return new Promise(function (done, failed) {
      var script = made('script', { src: address });
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
  }

  function base64(blob) {
    return new Promise(function (done, failed) {
      var reader = new FileReader();
      reader.onload = function () { done(reader.result.slice(reader.result.indexOf(',') + 1)); };
      reader.onerror = failed;
      reader.readAsDataURL(blob);
    });
  }

  function picture(pin) {
    return fetch(view(pin, pin.snapshot)).then(function (answer) { return answer.ok ? answer.text() : ''; }).then(function (html) {
      var page = new DOMParser().parseFromString(html, 'text/html'), card = pin.of && page.getElementById(pin.of);
      if (!card) return null;
      var plot = card.querySelector('.plot + script'), script = page.querySelector('script[data-plotly]'), note = card.querySelector('.note');
      var files = card.querySelector('.card-files').dataset, drawing = window.vitrinaPictures;
      return (plot && script ? plotly(script.dataset.plotly).then(function () {
        var figure = JSON.parse(plot.textContent).figure;
        return drawing.plotted({ data: figure.data, layout: figure.layout, config: { locale: document.documentElement.lang } }, figure.layout.height);
      }) : window.vitrinaPainted(files.alone, drawing.width)).then(function (drawn) {
        return drawing.framed(drawn, {
          title: card.querySelector('h2, h3').textContent,
          note: drawing.plain(note),
          source: files.pictureSource + ' ' + new URL(view(pin, pin.snapshot), window.location.href).href
        });
      }).then(function (made) {
        if (made.height > TALLEST) return null; /* a list: its table says it */
        return drawing.rasterised(made).then(base64).then(function (png) { return { svg: made.svg, png: png }; });
      });
    }).catch(function () { return null; }); /* the kit has its table all the same */
  }

  function asked(pin, drawn) {
    var sent = {};
    ['kind', 'path', 'query', 'of', 'snapshot', 'title', 'value', 'note'].forEach(function (name) { sent[name] = pin[name] || ''; });
    if (drawn) sent.picture = drawn;
    return sent;
  }

  function working(job) {
    if (busy) return;
    busy = true;
    root.setAttribute('aria-busy', 'true');
    job().catch(function (error) { say(error && error.reader ? error.message : words.failed); }).then(function () {
      busy = false;
      root.removeAttribute('aria-busy');
    });
  }

  function answered(answer) {
    if (answer.ok) return answer;
    return answer.json().then(function (said) {
      throw Object.assign(new Error(filled(words.refused, { why: said.error.message })), { reader: true });
    });
  }

  function exported() {
    var sent = { title: kit.title, author: kit.author, introduction: kit.introduction, lang: document.documentElement.lang, pins: [] };
    var turn = Promise.resolve(), length = 0, left = 0;
    kit.pins.forEach(function (pin, place) {
      turn = turn.then(function () {
        say(filled(words.drawing, { place: place + 1, all: kit.pins.length }));
        return ['chart', 'table', 'flag'].indexOf(pin.kind) >= 0 ? picture(pin) : null;
      }).then(function (drawn) {
        var more = drawn ? drawn.svg.length + drawn.png.length : 0, fits = length + more <= MOST_DRAWN;
        if (fits) length += more;
        else left += 1;
        sent.pins.push(asked(pin, fits ? drawn : null));
      });
    });
    return turn.then(function () {
      say(words.making);
      return fetch('/api/v1/kits', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(sent) });
    }).then(answered).then(function (answer) {
      return answer.blob().then(function (blob) {
        window.vitrinaPictures.save(blob, 'story-kit.zip');
        say(filled(words.done, { hash: answer.headers.get('X-Kit-SHA256') }) + (left ? ' ' + filled(words.left, { n: left }) : ''));
      });
    });
  }

  /* A kit that somebody has */

  function sent(file, figures) {
    say(words.reading);
    return fetch('/api/v1/kits/verify?' + new URLSearchParams({ lang: document.documentElement.lang, figures: figures }), {
      method: 'POST', body: file
    }).then(answered).then(function (answer) { return answer.json(); });
  }

  function chosen() {
    if (!file.files.length) { say(words.choose); file.focus(); return null; }
    return file.files[0];
  }

  function taken(found) {
    show(found, false);
    if (!found.intact) { say(words.altered); return; }
    var known = {}, count = 0;
    kit.pins.forEach(function (pin) { known[store.key(pin)] = true; });
    ['title', 'author', 'introduction'].forEach(function (name) { kit[name] = kit[name] || found.words[name]; });
    found.pins.forEach(function (verdict) {
      if (known[store.key(verdict.pin)] || kit.pins.length >= store.most) return;
      kit.pins.push(verdict.pin);
      count += 1;
    });
    save();
    draw();
    say(filled(words.taken, { n: count }));
    ask().then(function () { list(); });
  }

  function show(found, figures) {
    var faults = found.faults.map(function (fault) {
      return made('li', {}, [made('code', { text: fault.path }), ' ' + fault.words]);
    });
    var verdicts = !figures ? [] : found.pins.map(function (verdict) {
      return made('li', { class: 'kit-verdict kit-' + verdict.now, 'data-now': verdict.now }, [
        made('h3', { text: verdict.title }),
        made('p', { text: verdict.words }),
        verdict.lines.length ? made('ul', {}, verdict.lines.map(function (line) { return made('li', { text: line }); })) : null,
        made('p', {}, [made('a', { href: view(verdict.pin, ''), text: words.today }), ' · ', made('a', { href: view(verdict.pin, verdict.pin.snapshot), text: words.then })])
      ]);
    });
    report.replaceChildren(
      made('h2', { tabindex: '-1', text: found.words.title || words.report }),
      made('p', { text: found.summary.join(' ') }),
      made('ul', { class: 'kit-faults' }, faults),
      made('ol', { class: 'kit-verdicts' }, verdicts)
    );
    report.querySelector('h2').focus();
    say('');
  }

  /* The page */

  var status = made('p', { class: 'kit-status', role: 'status' });
  var pins = made('ol', { class: 'kit-pins' });
  var report = made('div', { class: 'kit-report' });
  var file = made('input', { type: 'file', id: 'kit-file', accept: '.zip,application/zip' });
  var head = made('div', { class: 'kit-words' });
  var acts = made('div', { class: 'kit-main' }, [
    made('button', { type: 'button', class: 'kit-export', text: words.export, on: ['click', function () { working(exported); }] }),
    made('button', { type: 'button', class: 'kit-clear', text: words.clear, on: ['click', function () {
      if (!window.confirm(words.sure)) return;
      kit.pins = [];
      ['title', 'author', 'introduction'].forEach(function (name) { kit[name] = ''; });
      save();
      draw();
      say(words.cleared);
    }] })
  ]);
  var back = made('section', { class: 'kit-back', 'aria-labelledby': 'kit-back' }, [
    made('h2', { id: 'kit-back', text: words.back }),
    made('p', { text: words.backMore }),
    made('label', { for: 'kit-file', text: words.file }),
    file,
    made('div', { class: 'kit-main' }, [
      made('button', { type: 'button', class: 'kit-verify', text: words.verify, on: ['click', function () {
        var given = chosen();
        if (given) working(function () { return sent(given, true).then(function (found) { show(found, true); }); });
      }] }),
      made('button', { type: 'button', class: 'kit-read', text: words.read, on: ['click', function () {
        var given = chosen();
        if (given) working(function () { return sent(given, false).then(taken); });
      }] })
    ]),
    report
  ]);

  function draw() {
    head.replaceChildren(field('title', 'input'), field('author', 'input'), field('introduction', 'textarea'));
    list();
  }

  root.append(head, pins, acts, status, back);
  draw();
  ask().then(function () { list(); });
  window.addEventListener('storage', function () { kit = store.load(); draw(); });
}());
