/** Waiting that can be cut short, and waits that grow. */

export class Pause {
  #wake = null;

  for(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends the wait now: the network is back, or the customer pressed a button. */
  end() {
    this.#wake?.();
    this.#wake = null;
  }
}

/** 1, 2, 4 ... 30 s, each between half and all of it: many browsers do not come back at the same instant. */
export function backOff(failures) {
  const whole = Math.min(30_000, 1000 * 2 ** Math.max(0, failures - 1));
  return whole / 2 + Math.random() * (whole / 2);
}
