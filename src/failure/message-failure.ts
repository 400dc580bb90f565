/** Faults in what is to be sent (contract, section 4): found before any packet wherever that is possible. */
export type MessageFailure =
  | {
      readonly code: 'ADDRESS';
      readonly reason: 'address-invalid';
      readonly source: string;
      readonly text: string;
      readonly why:
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
      readonly form: string | null;
    }
  | {
      /** No sender is named, and user and host of this machine make no address. */
      readonly code: 'ADDRESS';
      readonly reason: 'default-sender-unusable';
      readonly user: string;
      readonly host: string;
      readonly why: 'user' | 'host';
    }
  | {
      readonly code: 'ADDRESS';
      readonly reason: 'address-needs-smtputf8';
      readonly address: string;
      readonly host: string;
    }
  | {
      readonly code: 'CONFIG';
      readonly reason: 'alias-invalid';
      /** `FILE:LINE` of the alias file. */
      readonly source: string;
      readonly text: string;
      readonly why: 'no-name' | 'twice' | 'loop' | 'program' | 'file' | 'include' | 'address';
    }
  | { readonly code: 'USAGE'; readonly reason: 'no-recipients' }
  | {
      readonly code: 'USAGE';
      readonly reason: 'charset-unknown';
      readonly charset: string;
      readonly nearest: string | null;
    }
  | {
      readonly code: 'INPUT';
      readonly reason: 'header-invalid';
      readonly source: string;
      readonly text: string;
      readonly why: 'line-break' | 'control' | 'name' | 'no-colon' | 'reserved' | 'too-long';
    }
  | {
      readonly code: 'INPUT';
      readonly reason: 'body-undecodable';
      readonly source: string;
      readonly charset: string;
      readonly offset: number;
    }
  | { readonly code: 'INPUT'; readonly reason: 'raw-nul'; readonly line: number }
  | { readonly code: 'INPUT'; readonly reason: 'raw-utf16' }
  | {
      readonly code: 'INPUT';
      readonly reason: 'raw-field-unfit';
      readonly line: number;
      /** Of the field; '' where the line is no field. */
      readonly name: string;
      readonly why: 'long-line' | 'eight-bit' | 'nul';
    }
  | { readonly code: 'INPUT'; readonly reason: 'raw-header-too-large'; readonly limitBytes: number }
  | { readonly code: 'INPUT'; readonly reason: 'raw-header-malformed'; readonly line: number }
  | {
      readonly code: 'INPUT';
      readonly reason: 'raw-signed';
      readonly line: number;
      readonly why: 'long-line' | 'eight-bit' | 'nul';
      /**
       * What forbids the change: a signature, an encoding that is not known here, or a type that has no encoding
       * (multipart without its boundary, message).
       */
      readonly because: 'dkim' | 'multipart-signed' | 'encoding' | 'type';
    }
  | {
      readonly code: 'INPUT';
      readonly reason: 'file-unreadable';
      readonly role: string;
      readonly path: string;
      readonly why: 'missing' | 'directory' | 'special' | 'permission' | 'other';
      readonly system: string;
    }
  | {
      readonly code: 'INPUT';
      readonly reason: 'file-changed';
      readonly path: string;
      readonly expectedBytes: number;
      readonly readBytes: number;
    }
  | { readonly code: 'INPUT'; readonly reason: 'stdin-failed'; readonly system: string };
