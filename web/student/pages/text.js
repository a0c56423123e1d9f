/** Terms, privacy policy and the consent for faces, by name, for everybody. */
import { html } from '../../shared/vendor/preact.js';
import { TEXTS } from '../../shared/generated/texts.js';
import { Card, Page } from '../../shared/ui.js';
import { Said } from '../../shared/student/said.js';

/** @param {{ kind: string }} props */
export default function Text({ kind }) {
  const text = TEXTS[kind];
  if (!text) return html`<${Page} title="没有这个页面"><p>请从页面底部的链接打开。</p><//>`;
  return html`<${Page} title=${text.title} lead=${`版本 ${text.version}`}>
    <${Card}>${text.sections.map(
      ({ heading, paragraphs }) => html`
        ${heading && html`<h2>${heading}</h2>`}${paragraphs.map((one) => html`<p><${Said} text=${one} /></p>`)}
      `,
    )}<//>
  <//>`;
}
