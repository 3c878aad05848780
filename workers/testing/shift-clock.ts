/** Loaded before a program (`node --import`): its clock goes wrong by `CLOCK_SHIFT_HOURS`, its timers go on as they are. */
const shiftMs = Number(process.env.CLOCK_SHIFT_HOURS) * 3_600_000;
const RealDate = Date;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, as) =>
    Reflect.construct(target, args.length > 0 ? args : [RealDate.now() + shiftMs], as) as Date,
  get: (target, name) => (name === "now" ? () => RealDate.now() + shiftMs : Reflect.get(target, name)),
});
