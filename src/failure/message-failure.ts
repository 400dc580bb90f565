import type { ByReason } from './facts.ts';

/** Faults in what is to be sent (contract, section 4): found before any packet wherever that is possible. */
export type MessageFailure = ByReason<{
  'address-invalid': {
    code: 'ADDRESS';
    source: string;
    text: string;
    why:
      | 'empty'
      | 'control'
      | 'blank'
      | 'no-local-part'
      | 'domain'
      | 'brackets'
      | 'quotes'
      | 'group'
      | 'too-long'
      /** A dot at an end of the local part, or two in a row. */
      | 'dots'
      /** A display name with a sign that has to be in quotes. */
      | 'name'
      /** `Doe, John <…>`: one person or two. */
      | 'surname'
      | 'comment'
      | 'mailto'
      | 'syntax';
    /** The form that is accepted, where only one can be meant. */
    form: string | null;
  };
  /** No sender is named, and user and host of this machine make no address. */
  'default-sender-unusable': { code: 'ADDRESS'; user: string; host: string; why: 'user' | 'host' };
  'address-needs-smtputf8': { code: 'ADDRESS'; address: string; host: string };
  'alias-invalid': {
    code: 'CONFIG';
    /** `FILE:LINE` of the alias file. */
    source: string;
    text: string;
    why: 'no-name' | 'twice' | 'loop' | 'program' | 'file' | 'include' | 'address';
  };
  'no-recipients': { code: 'USAGE' };
  'charset-unknown': { code: 'USAGE'; charset: string; nearest: string | null };
  'header-invalid': {
    code: 'INPUT';
    source: string;
    text: string;
    why: 'line-break' | 'control' | 'name' | 'no-colon' | 'reserved' | 'too-long';
  };
  'body-undecodable': { code: 'INPUT'; source: string; charset: string; offset: number };
  'raw-nul': { code: 'INPUT'; line: number };
  /** So many Received fields that the message comes back again and again. */
  'raw-loop': { code: 'INPUT'; hops: number };
  'raw-utf16': { code: 'INPUT' };
  'raw-field-unfit': {
    code: 'INPUT';
    line: number;
    /** Of the field; '' where the line is no field. */
    name: string;
    why: 'long-line' | 'eight-bit' | 'nul';
  };
  'raw-header-too-large': { code: 'INPUT'; limitBytes: number };
  'raw-header-malformed': { code: 'INPUT'; line: number };
  'raw-signed': {
    code: 'INPUT';
    line: number;
    why: 'long-line' | 'eight-bit' | 'nul';
    /**
     * What forbids the change: a signature, an encoding that is not known here, or a type that has no encoding
     * (multipart without its boundary, message).
     */
    because: 'dkim' | 'multipart-signed' | 'encoding' | 'type';
  };
  'file-unreadable': {
    code: 'INPUT';
    role: string;
    path: string;
    why: 'missing' | 'directory' | 'special' | 'permission' | 'other';
    system: string;
  };
  'file-changed': { code: 'INPUT'; path: string; expectedBytes: number; readBytes: number };
  'stdin-failed': { code: 'INPUT'; system: string };
  /** A Node program's message: a stream or an attachment of it failed. `detail` is what the program's own error says. */
  'content-unreadable': { code: 'INPUT'; detail: string };
}>;
