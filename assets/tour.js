/* The tour: a native dialog (it keeps the focus, Escape closes it, the focus goes back) whose stop is in the address. */
(function () {
  'use strict';

  var pointed = null;

  function asked() {
    return parseInt(new URLSearchParams(window.location.search).get('tour'), 10);
  }

  function remember(stop) {
    var url = new URL(window.location.href);
    if (stop) url.searchParams.set('tour', stop);
    else url.searchParams.delete('tour');
    window.history.replaceState(window.history.state, '', url.pathname + url.search + url.hash);
  }

  function release() {
    if (pointed) pointed.classList.remove('tour-here');
    pointed = null;
  }

  function show(dialog, stop) {
    var stops = dialog.querySelectorAll('section');
    stop = Math.min(Math.max(stop, 1), stops.length);
    stops.forEach(function (section, place) { section.hidden = place + 1 !== stop; });
    dialog.dataset.stop = stop;
    dialog.querySelector('.tour-back').hidden = stop === 1;
    dialog.querySelector('.tour-next').hidden = stop === stops.length;
    release();
    var target = stops[stop - 1].dataset.target;
    pointed = target ? document.querySelector(target) : null;
    if (pointed) {
      pointed.classList.add('tour-here');
      var calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      var tall = pointed.offsetHeight > window.innerHeight / 2;
      pointed.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: tall ? 'start' : 'center' });
    }
    stops[stop - 1].querySelector('h2').focus({ preventScroll: true });
    remember(stop);
  }

  function start() {
    var dialog = document.getElementById('tour');
    if (!dialog || !asked()) return;
    dialog.addEventListener('cancel', function () { remember(null); });
    dialog.addEventListener('close', function () {
      release();
      remember(null);
      document.querySelector('h1').focus({ preventScroll: true });
    });
    dialog.addEventListener('click', function (event) {
      var stop = parseInt(dialog.dataset.stop, 10);
      if (event.target.closest('.tour-next')) show(dialog, stop + 1);
      else if (event.target.closest('.tour-back')) show(dialog, stop - 1);
      else if (event.target.closest('.tour-close')) dialog.close();
    });
    dialog.showModal();
    show(dialog, asked());
  }

  start();
}());
