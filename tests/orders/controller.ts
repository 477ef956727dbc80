import { CountingController } from "../helpers.ts";

/** An abort controller that also tells when listeners come and go. */
export class Controller extends CountingController {
  onChange: () => void = () => {};

  constructor() {
    super();
    const { signal } = this;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: unknown[]) => {
      this.onChange();
      Reflect.apply(addEventListener, signal, args);
    };
    signal.removeEventListener = (...args: unknown[]) => {
      this.onChange();
      Reflect.apply(removeEventListener, signal, args);
    };
  }
}
