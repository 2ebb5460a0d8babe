// Exchanges a key for a session; the page that was asked for is then in the place of this one.
document.getElementById('login').addEventListener('submit', async e => {
  e.preventDefault();
  const trouble = document.getElementById('trouble'), key = document.getElementById('key');
  try {
    const answer = await fetch('/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ key: key.value }) });
    if (answer.ok && location.pathname === '/login') location.assign('/');
    else if (answer.ok) location.reload();
    else trouble.textContent = (await answer.json()).detail;
  } catch (e) {
    trouble.textContent = `The controller does not answer: ${e.message}`;
  }
  key.select();
});
