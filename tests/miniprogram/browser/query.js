/** name=value&… as WeChat gives it to onLoad: nothing is decoded. */
export const queryOf = (text) =>
  Object.fromEntries(
    text
      .split('&')
      .filter(Boolean)
      .map((one) => {
        const [name, ...value] = one.split('=');
        return [name, value.join('=')];
      }),
  );
