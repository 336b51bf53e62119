// One-line explanations on demand: a button beside each figure opens the text that it controls.

/** Makes every `.help` button work. Escape closes the text that is open. */
export function startHelp() {
  for (const button of document.querySelectorAll('button.help')) {
    const text = document.getElementById(button.getAttribute('aria-controls') ?? '');
    if (text === null) continue;
    const show = (/** @type {boolean} */ open) => {
      text.hidden = !open;
      button.setAttribute('aria-expanded', String(open));
    };
    button.addEventListener('click', () => show(text.hidden === true));
    button.addEventListener('keydown', event => {
      if (event instanceof KeyboardEvent && event.key === 'Escape') show(false);
    });
  }
}

/** What scrolls sideways can be scrolled by keyboard. */
export function startScrolling() {
  for (const box of document.querySelectorAll('.scroll')) box.setAttribute('tabindex', '0');
}
