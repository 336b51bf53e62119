// What is a connection taken for, after each number of bytes?

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgePreface, PREFACE, type Speaks } from '../src/preface.ts';

test('the preface, byte by byte', () => {
  for (let length = 0; length < PREFACE.length; length++) {
    assert.equal(judgePreface(PREFACE.subarray(0, length)), 'more', String(length));
  }
  assert.equal(judgePreface(PREFACE), 'http2');
  assert.equal(judgePreface(Buffer.concat([PREFACE, Buffer.from('anything')])), 'http2');
});

test('everything else', () => {
  const table: [string, Speaks][] = [
    ['GET', 'more'],
    ['GET ', 'http1'],
    ['GET / HTTP/1.1\r\n', 'http1'],
    ['POST /a HTTP/1.0\r\n\r\n', 'http1'],
    ['OPTIONS * HTTP/1.1\r\n', 'http1'],
    ['PRI /', 'http1'],
    ['PRI * HTTP/2.0\r\n\r\nXX', 'garbage'],
    ['\x16\x03\x01', 'tls'],
    ['\x00\x00\x12\x04', 'garbage'],
    ['hello', 'garbage'],
    [' GET /', 'garbage'],
    ['A'.repeat(40), 'garbage'],
  ];
  for (const [text, speaks] of table) assert.equal(judgePreface(Buffer.from(text, 'latin1')), speaks, text);
});
