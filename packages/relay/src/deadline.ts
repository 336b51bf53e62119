// What does `grpc-timeout` say, and how is the time that is left said again?
//
// Pure: takes and returns milliseconds; knows neither clock nor timer.

const LARGEST_AMOUNT = 99_999_999;

/** Milliseconds of a `grpc-timeout` value (1 to 8 digits and a unit); null when it is garbled. */
export function parseTimeout(value: string): number | null {
  const match = /^(\d{1,8})([HMSmun])$/.exec(value);
  if (match === null) return null;
  const amount = Number(match[1]);
  switch (match[2]) {
    case 'H':
      return amount * 3_600_000;
    case 'M':
      return amount * 60_000;
    case 'S':
      return amount * 1_000;
    case 'm':
      return amount;
    case 'u':
      return amount / 1_000;
    default:
      return amount / 1_000_000;
  }
}

/** `leftMs`, rounded down, as a `grpc-timeout` value; never 0, since a live call has time left. */
export function formatTimeout(leftMs: number): string {
  return (
    amountOf(leftMs, 'u') ??
    amountOf(leftMs, 'n') ??
    amountOf(leftMs, 'm') ??
    amountOf(leftMs, 'S') ??
    amountOf(leftMs, 'M') ??
    amountOf(leftMs, 'H') ??
    (leftMs < 1 ? '1n' : `${LARGEST_AMOUNT}H`)
  );
}

/** `leftMs` rounded down in `unit`, or null where that is 0 or has too many digits. */
function amountOf(leftMs: number, unit: string): string | null {
  const unitMs = parseTimeout(`1${unit}`) ?? Number.NaN;
  let amount = Math.floor(leftMs / unitMs);
  // The division may have rounded up.
  if ((parseTimeout(`${amount}${unit}`) ?? 0) > leftMs) amount -= 1;
  return amount >= 1 && amount <= LARGEST_AMOUNT ? `${amount}${unit}` : null;
}
