/* Suggestions under the search box of the header: an ARIA combobox over /api/v1/suggest. Without it the box is a plain
   form. What publishers wrote is put in as text, never as markup. */
(function () {
  'use strict';
  var WAIT = 180;
  var timer = 0, asked = 0, active = -1, request = null;

  function field(target) {
    return target && target.closest ? target.closest('.top-search input[type="search"]') : null;
  }

  function made(tag, name, words) {
    var element = document.createElement(tag);
    element.className = name;
    if (words) element.textContent = words;
    return element;
  }

  function dressed(input) {
    var form = input.form;
    var list = document.getElementById('suggestions');
    if (list && list.parentNode === form) return list;
    if (list) list.remove();
    list = made('ul', 'suggestions');
    list.id = 'suggestions';
    list.hidden = true;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', form.dataset.list);
    var said = made('div', 'visually-hidden suggestions-said');
    said.setAttribute('role', 'status');
    form.append(list, said);
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', 'suggestions');
    input.setAttribute('aria-expanded', 'false');
    list.addEventListener('mousedown', function (event) { event.preventDefault(); });
    return list;
  }

  function close(input) {
    var list = document.getElementById('suggestions');
    window.clearTimeout(timer);
    asked += 1;
    if (request) request.abort();
    active = -1;
    if (list) list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function option(form, list, address, name, kind, detail) {
    var item = made('li', 'suggestion');
    item.id = 'suggestion-' + list.childElementCount;
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', 'false');
    item.dataset.address = address;
    var link = made('div', 'suggestion-link');
    link.append(made('b', '', name), made('span', '', [kind, detail].filter(Boolean).join(' · ')));
    item.append(link);
    list.append(item);
  }

  /* By a link of the page, so that it is followed as any other; an option itself may hold none. */
  function follow(input, item) {
    var link = made('a', 'visually-hidden');
    link.href = item.dataset.address;
    document.body.append(link);
    link.click();
    link.remove();
    close(input);
    input.blur();
  }

  function numbered(words, n) {
    return words.replace('#', new Intl.NumberFormat(document.documentElement.lang).format(n));
  }

  function show(input, answer) {
    var form = input.form, list = dressed(input), words = form.dataset;
    var lang = new FormData(form).get('lang') || '';
    list.replaceChildren();
    active = -1;
    input.removeAttribute('aria-activedescendant');
    answer.rows.forEach(function (row) {
      var url = new URL(row.url, window.location.href);
      url.searchParams.set('lang', lang);
      var detail = row.kind === 'process' ? row.agency : numbered(words.counted, row.processes);
      option(form, list, url.pathname + url.search, row.name, words[row.kind], detail);
    });
    if (answer.found.process) {
      var all = new URLSearchParams({ q: input.value.trim(), lang: lang }), held = new FormData(form).get('snapshot');
      if (held) all.set('snapshot', held);
      option(form, list, '/processes?' + all, numbered(words.all, answer.found.process), '', '');
    }
    list.hidden = !list.childElementCount;
    input.setAttribute('aria-expanded', String(!list.hidden));
    form.querySelector('.suggestions-said').textContent =
      list.hidden ? words.none : numbered(words.some, list.childElementCount);
  }

  function ask(input) {
    var number = ++asked;
    if (request) request.abort();
    request = new AbortController();
    var query = new URLSearchParams({ q: input.value.trim() }), held = new FormData(input.form).get('snapshot');
    if (held) query.set('snapshot', held);
    fetch('/api/v1/suggest?' + query, { signal: request.signal })
      .then(function (response) { return response.ok ? response.json() : null; })
      .then(function (answer) {
        if (answer && number === asked && document.activeElement === input) show(input, answer);
      })
      .catch(function () { /* cancelled or offline: the form still searches */ });
  }

  function move(input, step) {
    var items = document.querySelectorAll('#suggestions > li');
    if (!items.length) return;
    if (items[active]) items[active].setAttribute('aria-selected', 'false');
    active = active === -1 && step < 0 ? items.length - 1 : active + step;
    if (active < 0 || active >= items.length) active = -1;
    if (active === -1) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    items[active].setAttribute('aria-selected', 'true');
    items[active].scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', items[active].id);
  }

  document.addEventListener('focusin', function (event) {
    var input = field(event.target);
    if (input) dressed(input);
  });
  document.addEventListener('focusout', function (event) {
    var input = field(event.target);
    if (input) close(input);
  });
  document.addEventListener('input', function (event) {
    var input = field(event.target);
    if (!input) return;
    window.clearTimeout(timer);
    if (input.value.trim().length < 2) close(input);
    else timer = window.setTimeout(ask, WAIT, input);
  });
  document.addEventListener('keydown', function (event) {
    var input = field(event.target);
    if (!input || event.isComposing) return;
    var open = input.getAttribute('aria-expanded') === 'true';
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (open) move(input, event.key === 'ArrowDown' ? 1 : -1);
      else if (input.value.trim().length > 1) ask(input);
      event.preventDefault();
    } else if (event.key === 'Escape' && open) {
      close(input);
      event.preventDefault();
    } else if (event.key === 'Enter' && open && active > -1) {
      event.preventDefault();
      follow(input, document.querySelectorAll('#suggestions > li')[active]);
    }
  });
  document.addEventListener('submit', function (event) {
    var input = event.target.querySelector('.top-search input[type="search"]') || field(document.activeElement);
    if (input) close(input);
  });
  document.addEventListener('click', function (event) {
    var item = event.target.closest && event.target.closest('.suggestion');
    if (item) follow(item.closest('form').querySelector('input[type="search"]'), item);
  });
}());
