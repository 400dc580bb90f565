/** A user's fifteen lines with nodemailer. Arguments: mode, port, CA file, attachment or nothing. */
const fs = require('node:fs');
const nodemailer = require('nodemailer');

const [mode, port, ca, attachment] = process.argv.slice(2);
const transport = nodemailer.createTransport({
  host: '127.0.0.1',
  port: Number(port),
  secure: mode === 'smtps',
  ignoreTLS: mode === 'plain',
  requireTLS: mode === 'starttls',
  ...(mode === 'plain' ? {} : { tls: { ca: fs.readFileSync(ca) } }),
});
const message = { from: 'a@example.com', to: 'b@example.com', subject: 'a subject', text: 'a text' };
transport.sendMail(attachment ? { ...message, attachments: [{ path: attachment }] } : message).catch(() => {
  process.exitCode = 1;
});
