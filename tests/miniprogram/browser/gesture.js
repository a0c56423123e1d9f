/** Some calls are allowed only as the answer to a tap, or at the return from a payment. */
let open = false;

export const gesture = {
  /** Until the next task of the browser: what is done before anything is waited for. */
  begin() {
    open = true;
    setTimeout(() => { open = false; });
  },
  get is() { return open; },
};
