/** How near the end of a validity is: certificates and revocation lists are worth a word before they are too old. */
import type { CertificateFacts, CrlFacts } from '../../failure/facts.ts';
import type { StepState, Validity } from './step.ts';

const dayMs = 86_400_000;
/** A certificate that ends within so many days is warned about (contract, section 9). */
const certificateDays = 30;
/** The same for a revocation list, whose life is shorter. */
const crlDays = 7;

/** @returns where `nowMs` lies in a certificate's validity. */
export function certificateValidity(
  { notBefore, notAfter }: Pick<CertificateFacts, 'notBefore' | 'notAfter'>,
  nowMs: number,
): Validity {
  return validity(Date.parse(notBefore), Date.parse(notAfter), certificateDays, nowMs);
}

/** @returns where `nowMs` lies in a list's validity. */
export function crlValidity(
  { thisUpdate, nextUpdate }: Pick<CrlFacts, 'thisUpdate' | 'nextUpdate'>,
  nowMs: number,
): Validity {
  return validity(
    Date.parse(thisUpdate),
    nextUpdate === null ? null : Date.parse(nextUpdate),
    // A list that is made anew each day has always less than a week to live: then its own length is the measure.
    nextUpdate === null
      ? crlDays
      : Math.min(crlDays, (Date.parse(nextUpdate) - Date.parse(thisUpdate)) / dayMs / 4),
    nowMs,
  );
}

/** @returns the state of a step that has only the dates to judge. */
export function validityState({ currency }: Validity): StepState {
  return currency === 'current' ? 'ok' : 'warn';
}

function validity(beginMs: number, endMs: number | null, warnDays: number, nowMs: number): Validity {
  const days = endMs === null ? null : Math.floor((endMs - nowMs) / dayMs);
  if (nowMs < beginMs) return { currency: 'not-yet-valid', days };
  if (endMs === null) return { currency: 'current', days };
  // Both ends belong to it, and times have whole seconds (RFC 5280, 4.1.2.5).
  if (nowMs > endMs + 999) return { currency: 'expired', days };
  return { currency: endMs - nowMs <= warnDays * dayMs ? 'soon' : 'current', days };
}
