/** What the account is called: its owner changes it where it stands, whenever she likes. */
import { html, useEffect, useRef, useState } from '../../shared/vendor/preact.js';
import { changeAccount } from '../generated/client.js';
import { useWork } from '../../shared/hooks.js';
import { Button, ErrorBox, Facts, Field } from '../../shared/ui.js';

/** @import { AccountView } from '../../shared/generated/types' */

/** @param {{ nickname: string, onChanged: (account: AccountView) => unknown, onClose: () => unknown }} props */
function Form({ nickname, onChanged, onClose }) {
  const [typed, setTyped] = useState(nickname);
  const [run, busy, error, setError] = useWork();
  const refused = error?.field === 'nickname';
  useEffect(() => {
    document.getElementById('nickname')?.focus();
  }, []);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (typed.trim() === nickname) onClose();
    else run(async () => onChanged(await changeAccount({ nickname: typed.trim() })));
  };
  const leave = (/** @type {KeyboardEvent} */ { key, isComposing }) => {
    if (key === 'Escape' && !isComposing) onClose();
  };
  const answer = (/** @type {{ target: HTMLInputElement }} */ { target }) => {
    setTyped(target.value);
    if (refused) setError(null);
  };
  return html`<form onSubmit=${submit} onKeyDown=${leave} noValidate>
    <${Field} name="nickname" label="昵称" value=${typed} maxlength="30" autocomplete="nickname" onInput=${answer}
        hint="只在您自己的账号里显示，不填写则不显示。真实姓名以订单为准。" error=${refused ? error.sentence : null} />
    <${ErrorBox} error=${error} said=${refused} />
    <div class="acts acts-even">
      <${Button} kind="default" onClick=${onClose}>取消<//><${Button} type="submit" busy=${busy}>保存<//>
    </div>
  </form>`;
}

/** onChanged(account): what the page shows from now on.
 * @param {{ nickname: string | null, onChanged: (account: AccountView) => unknown }} props */
export function Nickname({ nickname, onChanged }) {
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState('');
  const button = useRef(/** @type {HTMLElement | null} */ (null));
  const close = (/** @type {string} */ word) => {
    setSaid(word);
    setOpen(false);
    requestAnimationFrame(() => button.current?.focus()); // the field that had it is gone
  };
  const begin = () => {
    setSaid('');
    setOpen(true);
  };
  const changed = (/** @type {AccountView} */ account) => {
    onChanged(account);
    close('修改成功');
  };
  return html`<div>
    ${
      open
        ? html`<${Form} nickname=${nickname ?? ''} onChanged=${changed} onClose=${() => close('')} />`
        : html`<${Facts} rows=${[
            [
              '昵称',
              html`
                ${nickname ?? '未设置'}
                ${' '}
                <button type="button" class="link-btn tap" ref=${button} aria-label="修改昵称" onClick=${begin}>
                  修改
                </button>
              `,
            ],
          ]} />`
    }
    <span class="good-mark" role="status">${said}</span>
  </div>`;
}
