import { describe, expect, it } from 'vitest';
import type { Samples } from '../../src/metrics/exposition.ts';
import { forgetSeries, parseMetrics, renderMetrics, series } from '../../src/metrics/exposition.ts';

const sentBy = (server: string): string => series('sendmemo_submissions_total', { server, result: 'sent' });

describe('metrics', () => {
  it('are read back as they were written', () => {
    const samples: Samples = new Map([
      [sentBy('/var/pd/A'), 3],
      [sentBy('odd "name" \\ }'), 1],
      [series('sendmemo_delivery_seconds_sum', { server: 'x' }), 0.25],
      [series('sendmemo_queue_messages', { server: 'x', state: 'held' }), 0],
    ]);
    expect(parseMetrics(renderMetrics(samples))).toEqual(samples);
  });

  it('keep each family together, under its type, whatever came first', () => {
    const samples: Samples = new Map([
      [sentBy('b'), 1],
      [series('sendmemo_delivery_seconds_sum', { server: 'a' }), 1],
      [sentBy('a'), 1],
      ...['+Inf', '10', '2.5', '0.25'].map(
        (le, index) =>
          [series('sendmemo_delivery_seconds_bucket', { server: 'a', le }), index < 2 ? 2 : 1] as const,
      ),
      [series('sendmemo_delivery_seconds_count', { server: 'a' }), 2],
    ]);
    expect(renderMetrics(samples).replaceAll(/^# HELP .*\n/gm, '')).toBe(
      [
        '# TYPE sendmemo_submissions_total counter',
        'sendmemo_submissions_total{server="a",result="sent"} 1',
        'sendmemo_submissions_total{server="b",result="sent"} 1',
        '# TYPE sendmemo_delivery_seconds histogram',
        'sendmemo_delivery_seconds_bucket{server="a",le="0.25"} 1',
        'sendmemo_delivery_seconds_bucket{server="a",le="2.5"} 1',
        'sendmemo_delivery_seconds_bucket{server="a",le="10"} 2',
        'sendmemo_delivery_seconds_bucket{server="a",le="+Inf"} 2',
        'sendmemo_delivery_seconds_count{server="a"} 2',
        'sendmemo_delivery_seconds_sum{server="a"} 1',
        '',
      ].join('\n'),
    );
  });

  it('escape what a label can not hold as it is', () => {
    expect(series('sendmemo_queue_messages', { server: 'a"b\\c\nd' })).toBe(
      String.raw`sendmemo_queue_messages{server="a\"b\\c\nd"}`,
    );
  });

  it('leave out what is none of theirs, and lines that are not whole', () => {
    const text = `node_load1 1\nother_total{a="b"} 3\nsendmemo_nothing{a="b"} 1\n${sentBy('a')} x\n${sentBy('b')} 2\n${sentBy('c')}`;
    expect([...parseMetrics(text)]).toEqual([[sentBy('b'), 2]]);
  });

  it('forget the series with these labels alone', () => {
    const name = 'sendmemo_certificate_days_left';
    const samples: Samples = new Map([
      [series(name, { server: 'a', use: 'ca', name: 'x' }), 1],
      [series(name, { server: 'a', use: 'crl', name: 'x' }), 1],
      [series(name, { server: 'b', use: 'ca', name: 'x' }), 1],
    ]);
    forgetSeries(samples, name, { server: 'a', use: 'ca' });
    expect([...samples.keys()]).toEqual([
      series(name, { server: 'a', use: 'crl', name: 'x' }),
      series(name, { server: 'b', use: 'ca', name: 'x' }),
    ]);
  });
});
