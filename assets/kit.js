/* The story kit: what a reader pins is kept in this browser alone. A pin is an address of ours, with the data it was seen on. */
(function () {
  'use strict';

  var KEY = 'vitrina.kit', MOST = 100, NOT_OF_A_VIEW = ['card', 'tour', 'snapshot'];

  function empty() { return { title: '', author: '', introduction: '', pins: [] }; }

  function text(value) { return typeof value === 'string' ? value : ''; }

  /* Another program may have written there: only what has our form is taken. */
  function sound(pin) {
    return pin && typeof pin === 'object' && /^\/(?![\/\\])/.test(text(pin.path)) && text(pin.kind) && text(pin.snapshot);
  }

  function load() {
    var found = empty();
    try {
      var said = JSON.parse(window.localStorage.getItem(KEY)) || {};
      ['title', 'author', 'introduction'].forEach(function (name) { found[name] = text(said[name]); });
      found.pins = (Array.isArray(said.pins) ? said.pins : []).filter(sound).slice(0, MOST);
    } catch (error) { /* nothing is kept, or nothing may be */ }
    return found;
  }

  function save(kit) {
    try {
      window.localStorage.setItem(KEY, JSON.stringify(kit));
    } catch (error) { return false; }
    mark();
    return true;
  }

  function key(pin) { return [pin.kind, pin.path, pin.query, pin.of, pin.snapshot].join('\n'); }

  function pinOf(button) {
    var data = button.dataset, at = new URL(data.pinAt || window.location.href, window.location.href);
    var page = document.querySelector('.page'), card = button.closest('.card'), heading = card && card.querySelector('h2, h3');
    var query = new URLSearchParams(at.search), first = document.querySelector('h1');
    NOT_OF_A_VIEW.forEach(function (name) { query.delete(name); });
    query.set('lang', document.documentElement.lang);
    if (data.pin === 'search' || data.pin === 'record' || !heading) heading = first;
    return {
      kind: data.pin,
      path: at.pathname,
      query: query.toString(),
      of: data.pinOf || '',
      snapshot: data.pinSnapshot || page.dataset.snapshot || '',
      title: (data.pinTitle || (heading ? heading.textContent : '')).replace(/\s+/g, ' ').trim().slice(0, 1000),
      value: (data.pinValue || '').slice(0, 1000),
      note: '',
      when: page.dataset.published || ''
    };
  }

  function toggle(button) {
    var kit = load(), pin = pinOf(button), before = kit.pins.length;
    if (!pin.snapshot) return;
    kit.pins = kit.pins.filter(function (one) { return key(one) !== key(pin); });
    if (kit.pins.length === before) {
      if (before >= MOST) { complain('most'); return; }
      kit.pins.push(pin);
    }
    if (!save(kit)) complain('full');
  }

  function complain(what) {
    var link = document.querySelector('.kit-link');
    if (link) window.alert(link.dataset[what].replace('#', MOST));
  }

  function mark() {
    var kit = load(), pinned = {};
    var link = document.querySelector('.kit-link');
    if (!link) return; /* a card in a frame */
    kit.pins.forEach(function (pin) { pinned[key(pin)] = true; });
    document.querySelectorAll('button[data-pin]').forEach(function (button) {
      var is = Boolean(pinned[key(pinOf(button))]), words = button.querySelector('.pin-words') || button;
      if (!button.dataset.words) button.dataset.words = words.textContent;
      button.title = link.dataset.what;
      button.setAttribute('aria-pressed', String(is));
      words.textContent = is ? link.dataset.pinned : button.dataset.words;
    });
    link.classList.toggle('kit-some', kit.pins.length > 0);
    link.querySelector('.kit-count').textContent = kit.pins.length || '';
    link.title = link.dataset.some.replace('#', kit.pins.length);
  }

  document.documentElement.classList.add('scripted');
  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('button[data-pin]');
    if (button) toggle(button);
  });
  window.addEventListener('storage', function (event) { if (event.key === KEY) mark(); });
  window.addEventListener('pageshow', mark);
  mark();

  window.vitrinaKit = { load: load, save: save, key: key, most: MOST };
}());
