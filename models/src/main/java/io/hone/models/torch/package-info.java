/**
 * The rim to PyTorch through DJL: natives and device, tensors with an owner, and TorchScript
 * written by Java, which is how every computation here is expressed. Nothing outside this package,
 * {@code llama}, {@code decode} and {@code train} touches a tensor; nothing here knows a model.
 */
@NullMarked
package io.hone.models.torch;

import org.jspecify.annotations.NullMarked;
