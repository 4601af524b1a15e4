/* What a page does in the browser beyond standing there: forms leave out what is empty, Escape closes, tables open for print. */
(function () {
  'use strict';

  /* An address says what was asked, not what was left empty. */
  document.addEventListener('formdata', function (event) {
    var data = event.formData, given = Array.from(data);
    given.forEach(function (field) { data.delete(field[0]); });
    given.forEach(function (field) {
      var value = String(field[1]).trim();
      if (value && !(field[0] === 'stage' && value === 'contracted')) data.append(field[0], value);
    });
  });

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
}());
