import { describe, expect, it } from 'vitest';
import { certificateValidity, crlValidity, validityState } from '../../../src/commands/check/validity.ts';

const now = Date.parse('2030-06-15T12:00:00Z');

describe('a certificate', () => {
  it.each([
    ['2030-07-16T12:00:00Z', 'current', 31],
    ['2030-07-15T12:00:00Z', 'soon', 30],
    ['2030-06-15T12:00:00Z', 'soon', 0],
    ['2030-06-15T11:59:58Z', 'expired', -1],
  ])('that ends at %s is %s, with %i days left', (notAfter, currency, days) => {
    const found = certificateValidity({ notBefore: '2030-01-01T00:00:00Z', notAfter }, now);
    expect(found).toEqual({ currency, days });
    expect(validityState(found)).toBe(currency === 'current' ? 'ok' : 'warn');
  });

  it('that has not begun says so, however near its end is', () => {
    const dates = { notBefore: '2030-06-15T12:00:01Z', notAfter: '2030-06-16T00:00:00Z' };
    expect(certificateValidity(dates, now).currency).toBe('not-yet-valid');
  });
});

describe('a revocation list', () => {
  it('is worth a warning a week before its end', () => {
    const thisUpdate = '2030-05-15T00:00:00Z';
    expect(crlValidity({ thisUpdate, nextUpdate: '2030-06-22T12:00:00Z' }, now).currency).toBe('soon');
    expect(crlValidity({ thisUpdate, nextUpdate: '2030-06-23T12:00:00Z' }, now).currency).toBe('current');
  });

  it('that is made each day is not warned about each day', () => {
    const daily = { thisUpdate: '2030-06-15T06:00:00Z', nextUpdate: '2030-06-16T06:00:00Z' };
    expect(crlValidity(daily, now).currency).toBe('current');
    expect(crlValidity({ ...daily, nextUpdate: '2030-06-15T13:00:00Z' }, now).currency).toBe('soon');
  });

  it('without an end is current', () => {
    const endless = { thisUpdate: '2020-01-01T00:00:00Z', nextUpdate: null };
    expect(crlValidity(endless, now)).toEqual({ currency: 'current', days: null });
  });
});
