/** A sentence in which a date, an hour or a telephone is never parted by the end of a line. */
import { html } from '../../shared/vendor/preact.js';

const WHOLE = /((?:\d{4}年)?\d+月\d+日|\d+:\d\d(?:–\d+:\d\d)?|\d{3,4}-\d{7,8})/;

/** @param {{ text: string }} props */
export const Said = ({ text }) =>
  text.split(WHOLE).map((part, place) =>
    place % 2
      ? html`<span class="num">
        ${part}
      </span>`
      : part,
  );
