/** What a new password must be, said before it is typed; the API looks closer. */

const LEAST = 12; // characters
export const RULE =
  '至少 12 个字符，不含用户名、姓名和分社名，也不是常见密码、键盘顺序、日期的变化。把四个不相关的词连在一起就很好记。';

/** @param {string} password @param {string} again */
export const newPasswordErrors = (password, again) => ({
  password: [...password].length >= LEAST ? null : `密码至少 ${LEAST} 个字符`,
  again: again === password ? null : '两次填写的密码不一致',
});
