/** Many messages over nodemailer's pool. Arguments: mode, port, CA file, count, connections. */
const fs = require('node:fs');
const nodemailer = require('nodemailer');

const [mode, port, ca, count, connections] = process.argv.slice(2);
const transport = nodemailer.createTransport({
  pool: true,
  maxConnections: Number(connections),
  maxMessages: Infinity,
  host: '127.0.0.1',
  port: Number(port),
  ignoreTLS: mode === 'plain',
  requireTLS: mode === 'starttls',
  ...(mode === 'plain' ? {} : { tls: { ca: fs.readFileSync(ca) } }),
});
const message = { from: 'a@example.com', to: 'b@example.com', subject: 'a subject', text: 'a text' };
Promise.all(Array.from({ length: Number(count) }, () => transport.sendMail(message))).then(
  () => process.exit(0),
  () => process.exit(1),
);
