/** JMH benchmarks of single parts, one class per question, named after the package they measure. */
package io.cairn.ops.bench.micro;
