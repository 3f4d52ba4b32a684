/** What operators ask a running cluster: which replicas answer, who leads, and how far each has come. */
package io.cairn.ops.status;
