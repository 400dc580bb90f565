"""Python's smtplib. Arguments: mode, port, CA file, count, attachment or nothing."""
import smtplib
import ssl
import sys
from email.message import EmailMessage

mode, port, ca, count = sys.argv[1:5]
context = ssl.create_default_context(cafile=ca) if mode != 'plain' else None
if mode == 'smtps':
    server = smtplib.SMTP_SSL('127.0.0.1', int(port), context=context)
else:
    server = smtplib.SMTP('127.0.0.1', int(port))
if mode == 'starttls':
    server.starttls(context=context)
for _ in range(int(count)):
    message = EmailMessage()
    message['From'] = 'a@example.com'
    message['To'] = 'b@example.com'
    message['Subject'] = 'a subject'
    message.set_content('a text')
    if len(sys.argv) > 5:
        with open(sys.argv[5], 'rb') as file:
            message.add_attachment(file.read(), maintype='application', subtype='pdf', filename='big.pdf')
    server.send_message(message)
server.quit()
