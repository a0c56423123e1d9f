/** What comes next of an order that its owner has nothing to do with for now. */
import { html } from '../vendor/preact.js';
import { Said } from './said.js';

/** @param {{ steps: { title: string, tells: string }[] }} props */
export const NextUp = ({ steps }) => html`<ol class="timeline">
  ${steps.map(
    ({ title, tells }, place) => html`<li class=${place ? '' : 'now'}>
      <p>${title}</p><p class="small"><${Said} text=${tells} /></p>
    </li>`,
  )}
</ol>`;
