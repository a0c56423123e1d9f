/** How an order's student is reached and where prints go: changed by herself until a package has it. */
import { html, useState } from '../../shared/vendor/preact.js';
import { changeContact } from '../generated/client.js';
import { refusalOf, useKept, useWork, useWrong } from '../../shared/hooks.js';
import { Button, Dialog, ErrorBox, focusFirst } from '../../shared/ui.js';
import { folded, wrongOf } from '../../shared/both/answers.js';
import { Question, useQuestions } from '../../shared/student/question.js';
import { Sheet } from './sheet.js';

/** @import { OrderView, Question as Asked } from '../../shared/generated/types' */
/** @import { Refusal } from '../../shared/http.js' */
/** @import { Answers } from '../order_words.js' */
/** @typedef {[save: () => unknown, busy: boolean, error: Refusal | null, forget: (error: null) => void]} Work */
/** @typedef {(next: Answers | ((before: Answers) => Answers)) => void} SetAnswers */

/** What is known of it by the names of its questions.  @param {OrderView} order @returns {Answers} */
const answersOf = ({ contact }) => ({ ...contact });

/** @param {{ order: OrderView, typed: Answers, setTyped: SetAnswers, work: Work, onClose: () => unknown }} props */
function Form({ order, typed, setTyped, work: [save, busy, error, setError], onClose }) {
  const [wrong, setWrong, mend] = useWrong();
  const fields = useQuestions(order.contact_questions, order.contact.layout);
  const shown = (/** @type {string} */ name) => typed[name] ?? (name === 'contact_phone' ? '' : answersOf(order)[name]);
  const refused = fields.find(({ name }) => name === error?.field);
  const answer = (/** @type {Asked} */ field, /** @type {string} */ text) => {
    setTyped((before) => ({ ...before, [field.name]: text }));
    mend(field.name, wrongOf(field, text));
    if (refused?.name === field.name) setError(null);
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const errors = Object.fromEntries(fields.map((field) => [field.name, wrongOf(field, shown(field.name))]));
    setWrong(errors);
    if (!focusFirst(errors)) save();
  };
  return html`<${Dialog} title="修改联系信息" onClose=${onClose} footer=${html`
    <${Button} kind="default" onClick=${onClose}>取消<//>
    <${Button} type="submit" form="contact-data" busy=${busy}>保存<//>
  `}>
    <form id="contact-data" onSubmit=${submit} noValidate>
      ${fields.map(
        (field) => html`
          <${Question} key=${field.name} question=${field} value=${shown(field.name)}
              error=${wrong[field.name] || (refused?.name === field.name ? error?.sentence : null)}
              onInput=${(/** @type {string} */ text) => answer(field, text)}
              ...${field.name === 'contact_phone' ? { placeholder: order.contact.contact_phone } : {}} />
        `,
      )}
      <${Sheet} layout=${shown('layout')} photo=${order.photo?.preview_url} />
      <${ErrorBox} error=${error} said=${Boolean(refused)} params=${{ orderId: order.order_id }} />
    </form>
  <//>`;
}

/** onChanged(order), reload(): of the page's order.  What was typed is kept until it is saved; only what differs is
 * sent, so that what another tab has saved meanwhile stays.
 * @param {{ order: OrderView, onChanged: (order: OrderView) => unknown, reload: () => Promise<void> }} props */
export function ContactData({ order, onChanged, reload }) {
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState('');
  const [typed, setTyped] = useKept(`contact.${order.order_id}`, /** @type {Answers} */ ({}));
  const [run, busy, error, setError] = useWork();
  const may = order.actions.includes('contact');
  const isNew = (/** @type {string[]} */ [name, text]) =>
    name === 'contact_phone' ? text : text !== answersOf(order)[name];
  const done = (/** @type {string} */ word) => {
    setTyped({});
    setOpen(false);
    setSaid(word);
  };
  const save = () =>
    run(async () => {
      const given = Object.fromEntries(
        order.contact_questions
          .filter(({ name }) => name in typed)
          .map((one) => [one.name, folded(one, typed[one.name])])
          .filter(isNew),
      );
      if (!Object.keys(given).length) return done('');
      try {
        onChanged(await changeContact(order.order_id, given));
      } catch (refusal) {
        if (refusalOf(refusal).status !== 409) throw refusal;
        setOpen(false); // it moved on: what is shown is no longer so
        await reload();
        throw refusal;
      }
      return done('修改成功');
    });
  const begin = () => {
    setError(null);
    setSaid('');
    setOpen(true);
  };
  return html`<div>
    ${may && html`<button type="button" class="link-btn tap" onClick=${begin}>修改联系信息</button>`}
    ${' '}<span class="good-mark" role="status">${said}</span>
    ${!open && html`<${ErrorBox} error=${error} params=${{ orderId: order.order_id }} />`}
    ${
      open &&
      html`
        <${Form} order=${order} typed=${typed} setTyped=${setTyped} work=${[save, busy, error, setError]}
            onClose=${() => setOpen(false)} />
      `
    }
  </div>`;
}
