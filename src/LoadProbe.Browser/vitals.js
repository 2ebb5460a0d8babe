// Tells LoadProbe of web vitals as they come up, so that nothing is lost when the page is left.
(() => {
  if (window !== window.top || window.__loadprobeVitals) return;
  window.__loadprobeVitals = true;
  const say = (name, value) => window.__loadprobe && window.__loadprobe(JSON.stringify({ origin: performance.timeOrigin, name, value }));
  const watch = (type, seen, more) => {
    try { new PerformanceObserver(list => list.getEntries().forEach(seen)).observe({ type, buffered: true, ...more }); } catch { /* this browser has no such entry */ }
  };

  watch('paint', e => e.name === 'first-contentful-paint' && say('fcp', e.startTime));
  watch('largest-contentful-paint', e => say('lcp', e.startTime));
  watch('navigation', e => {
    say('ttfb', e.responseStart);
    if (e.domContentLoadedEventEnd) say('dcl', e.domContentLoadedEventEnd);
    if (e.loadEventEnd) say('load', e.loadEventEnd);
  });

  // The worst session window: shifts less than 1 s apart, 5 s in all, none just after an input.
  let session = 0, first = 0, last = 0, worst = 0;
  say('cls', 0);
  watch('layout-shift', e => {
    if (e.hadRecentInput) return;
    const joins = session && e.startTime - last < 1000 && e.startTime - first < 5000;
    session = joins ? session + e.value : e.value;
    if (!joins) first = e.startTime;
    last = e.startTime;
    if (session > worst) say('cls', worst = session);
  });

  // The slowest interaction. Fast ones make no event entry, but the first input always makes its own.
  let slowest = -1;
  const interaction = e => { if ((e.interactionId || e.entryType === 'first-input') && e.duration > slowest) say('inp', slowest = e.duration); };
  watch('event', interaction, { durationThreshold: 16 });
  watch('first-input', interaction);
})();
