// The time axis that all charts of a page share: they are zoomed and read together.
const axis = {
  charts: [], begun: null, last: 1, from: null, to: null, cursor: null, watch: () => {},
  get range() { return this.from === null ? [0, this.last] : [this.from, this.to]; },
  get zoomed() { return this.from !== null; },

  // Shows the time between two points; all of it when there are none, or they leave out next to nothing.
  zoom(from = null, to = null) {
    if (from !== null) {
      const least = Math.min(2, this.last), span = Math.min(this.last, Math.max(least, to - from));
      from = Math.min(Math.max(0, (from + to - span) / 2), this.last - span);
      [from, to] = span > 0.995 * this.last ? [null, null] : [from, from + span];
    }
    [this.from, this.to] = [from, to];
    this.later(true);
  },
  // Larger or smaller around what is being read.
  scale(factor) {
    const [from, to] = this.range, middle = this.cursor ?? (from + to) / 2, half = (to - from) * factor / 2;
    this.zoom(middle - half, middle + half);
  },
  move(share) {
    const [from, to] = this.range, by = (to - from) * share;
    if (this.zoomed) this.zoom(from + by, to + by);
  },
  read(cursor) {
    this.cursor = cursor;
    this.later(false);
  },
  // Many moves of a pointer are one drawing.
  later(whole) {
    this.stale ||= whole;
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      if (this.waiting) this.now(this.stale);
    });
  },
  now(whole) {
    [this.waiting, this.stale] = [false, false];
    for (const chart of this.charts) whole ? chart.draw() : chart.read();
    if (whole) this.watch();
  },
  // Instants on it, no more of them than fit.
  ticks(width) {
    const [from, to] = this.range, least = (to - from) / Math.max(2, width / 72);
    const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200].find(s => s >= least) ?? 86400;
    // Round by the clock of whoever looks, where there is one.
    const begun = this.begun ? (this.begun / 1000 - this.begun.getTimezoneOffset() * 60) % step : 0, all = [];
    for (let v = Math.ceil((from + begun) / step) * step - begun; v <= to + 1e-9; v += step) all.push(v);
    return all;
  },
  // By the clock where the page says when it began.
  label(seconds) {
    if (this.begun) return clock(+this.begun + seconds * 1000);
    if (this.last < 600) return `${Math.round(seconds * 10) / 10} s`;
    const s = Math.round(seconds), pad = n => String(n).padStart(2, '0');
    return s < 3600 ? `${Math.floor(s / 60)}:${pad(s % 60)}` : `${Math.floor(s / 3600)}:${pad(Math.floor(s / 60) % 60)}:${pad(s % 60)}`;
  },
};

// The keys of a chart in focus, and what they do.
const chartKeys = {
  '+': () => axis.scale(0.5), '=': () => axis.scale(0.5), '-': () => axis.scale(2),
  PageUp: () => axis.move(-0.5), PageDown: () => axis.move(0.5), Escape: () => axis.zoom(), 0: () => axis.zoom(),
};

// What is said above the charts: what part of the time they show, and the way back to all of it.
const axisBar = () => {
  const shows = make('span', {}), whole = make('button', { type: 'button', class: 'small', hidden: '', onclick: () => axis.zoom() }, 'Whole run');
  axis.watch = () => {
    const [from, to] = axis.range;
    shows.textContent = axis.zoomed ? `${axis.label(from)} to ${axis.label(to)}` : '';
    whole.hidden = !axis.zoomed;
  };
  return make('div', { class: 'axisbar' },
    make('p', { class: 'sub', id: 'chart-keys' }, 'Drag over a chart to zoom all of them, double-click to see all of it again. With the keyboard: arrows read, + and − zoom, Page Up and Down move, Escape goes back.'),
    make('p', { class: 'shows' }, shows, ' ', whole), make('p', { id: 'reading', class: 'unseen', role: 'status' }));
};

// On paper two charts stand beside each other, or one alone: A4 without its margins.
const paper = { pair: 318, alone: 660, on: false };
addEventListener('beforeprint', () => { paper.on = true; axis.now(true); });
addEventListener('afterprint', () => { paper.on = false; axis.now(true); });
addEventListener('resize', () => axis.later(true));
