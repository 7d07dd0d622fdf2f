/** Codes of an authenticator app (RFC 6238), as a phone makes them. */
import { expect } from "@playwright/test";
import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const PERIOD = 30_000;

function bytesOf(base32: string): Buffer {
  const bits = [...base32.replace(/[^A-Z2-7]/g, "")].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

export function totp(secret: string, at = Date.now()): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / PERIOD)));
  const digest = createHmac("sha1", bytesOf(secret)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** A code that no login has seen: each is good once, and the next period's is accepted already. */
export class Phone {
  private last = 0;

  constructor(readonly secret: string) {}

  async code(): Promise<string> {
    const period = Math.max(Math.floor(Date.now() / PERIOD), this.last + 1);
    await expect.poll(() => Math.floor(Date.now() / PERIOD) + 1, { timeout: 2 * PERIOD }).toBeGreaterThanOrEqual(period);
    this.last = period;
    return totp(this.secret, period * PERIOD);
  }
}
