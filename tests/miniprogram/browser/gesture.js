/** Some calls are allowed only as the answer to a tap, or at the return from a payment. */
let open = false;

export const gesture = {
  /** Until `answer` returns: on older iPhones what comes after an `await` is no part of it any more. */
  during(answer) {
    open = true;
    try {
      return answer();
    } finally {
      open = false;
    }
  },
  get is() {
    return open;
  },
};
