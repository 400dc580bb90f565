/** Makes this Node say that it is the version in OLD_NODE. */
'use strict';
const versions = { ...process.versions, node: process.env.OLD_NODE };
Object.defineProperty(process, 'versions', { value: versions });
