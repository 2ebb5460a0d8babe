'use strict';

const quotesTable = document.getElementById('quotes');
const ticket = document.getElementById('ticket');

const wait = milliseconds => new Promise(done => setTimeout(done, milliseconds));
const signed = number => (number > 0 ? '+' : '') + number.toFixed(2);

function showQuote(quote) {
  const row = document.getElementById('quote-' + quote.symbol);
  if (!row) return;
  row.querySelector('[data-of=last]').textContent = quote.last.toFixed(2);
  row.querySelector('[data-of=volume]').textContent = quote.volume.toLocaleString('en');
  const change = row.querySelector('[data-of=change]');
  change.textContent = signed(quote.change_percent);
  change.className = 'number ' + (quote.change_percent < 0 ? 'down' : 'up');
}

async function renewQuotes() {
  const note = document.getElementById('quotes-note');
  for (;;) {
    await wait(1000);
    if (document.hidden) continue;
    try {
      const response = await fetch('/api/quotes');
      if (!response.ok) throw new Error('status ' + response.status);
      (await response.json()).forEach(showQuote);
      note.textContent = '';
    } catch (error) {
      note.textContent = 'The prices shown may be old: ' + error.message;
    }
  }
}

async function readOrThrow(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error);
  return body;
}

function showState(list, state) {
  if (list.lastElementChild?.textContent === state) return;
  const item = document.createElement('li');
  item.textContent = state;
  list.append(item);
}

async function follow(order, list) {
  for (let polls = 0; polls < 100 && order.state !== 'filled' && order.state !== 'cancelled'; polls++) {
    await wait(200);
    order = await readOrThrow(await fetch('/api/orders/' + encodeURIComponent(order.id)));
    showState(list, order.state.replace('_', ' '));
  }
}

async function placeOrder(event) {
  event.preventDefault();
  const status = document.getElementById('order-status');
  const line = document.createElement('p');
  const list = document.createElement('ol');
  line.textContent = 'Sending the order.';
  status.replaceChildren(line);
  try {
    const wish = { symbol: ticket.symbol.value, side: ticket.side.value, quantity: ticket.quantity.valueAsNumber };
    const order = await readOrThrow(await fetch('/api/orders', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(wish),
    }));
    line.textContent = `Order ${order.id}: ${order.side} ${order.quantity} of ${order.symbol} at ${order.price.toFixed(2)}`;
    status.append(list);
    showState(list, order.state);
    await follow(order, list);
  } catch (error) {
    line.textContent = 'The order is not confirmed: ' + error.message;
    line.className = 'error';
  }
}

document.querySelectorAll('nav a').forEach(link => {
  if (link.pathname === location.pathname) link.setAttribute('aria-current', 'page');
});
if (quotesTable) renewQuotes();
if (ticket) ticket.addEventListener('submit', placeOrder);
