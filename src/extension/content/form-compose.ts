import { parsePerson } from '../../core/address';
import type { Field, Person } from '../../core/engagement';
import type { Compose, Draft, DraftRecipient, SendSign } from '../../mail/mail-client';

export interface FormFields {
  to: string;
  cc: string;
  subject: string;
  text: string;
}

/** A message that the rep tells us about by hand, as a compose window: plan, dry run and delivery are the same. */
export class FormCompose implements Compose {
  readonly kind = 'new';
  readonly slot = null;
  readonly signal: AbortSignal;
  readonly #from: Person;
  #fields: FormFields;
  #changed: ((what: 'header' | 'body') => void)[] = [];
  #sent: ((sign: SendSign) => void)[] = [];

  constructor(from: Person, fields: FormFields, signal: AbortSignal) {
    this.#from = from;
    this.#fields = fields;
    this.signal = signal;
  }

  get fields(): FormFields {
    return this.#fields;
  }

  set(change: Partial<FormFields>): void {
    this.#fields = { ...this.#fields, ...change };
    for (const listener of this.#changed) listener('text' in change ? 'body' : 'header');
  }

  /** The rep says that it was sent. */
  send(at: number): void {
    const confirmed: SendSign = { kind: 'confirmed', messageId: null, hostThreadId: '', hostMessageId: null, at };
    for (const listener of this.#sent) for (const sign of [{ kind: 'pressed' } as const, confirmed]) listener(sign);
  }

  readHeader(): Omit<Draft, 'html' | 'text'> {
    const { to, cc, subject } = this.#fields;
    const recipients = [...readRecipients(to, 'to'), ...readRecipients(cc, 'cc')];
    return { hostDraftId: '', hostThreadId: '', from: this.#from, recipients, subject, files: [] };
  }

  readHtml(): string {
    return toHtml(this.#fields.text);
  }

  read(): Draft {
    return { ...this.readHeader(), html: this.readHtml(), text: this.#fields.text };
  }

  onChange(listener: (what: 'header' | 'body') => void): void {
    this.#changed.push(listener);
  }

  onSend(listener: (sign: SendSign) => void): void {
    this.#sent.push(listener);
  }

  isDark(): boolean {
    return matchMedia('(prefers-color-scheme: dark)').matches;
  }

  focusBody(): void {}
}

/** Addresses by comma, semicolon or line; a comma inside quotes belongs to a name. What is no address stays as it was typed. */
function readRecipients(text: string, field: Field): DraftRecipient[] {
  const pieces = text.match(/(?:"[^"]*"|[^",;\n])+/g) ?? [];
  return pieces
    .map((piece) => piece.trim())
    .filter(Boolean)
    .map((piece) => {
      const person = parsePerson(piece);
      return person ? { ...person, field, known: true } : { address: '', name: piece, field, known: false };
    });
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const toHtml = (text: string): string => `<div>${text.replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? '').replace(/\n/g, '<br>')}</div>`;
