"""The loss of the second reader: connectionist temporal classification.

Graves et al. 2006, doi:10.1145/1143844.1143891. Keras has it for all its backends; on a processor
TensorFlow's older kernel takes a fifth of the time, which is a fifth of a training step.
"""

from __future__ import annotations

from typing import Any

from reader.training.lines.net import OUTPUTS

__all__ = ["ctc_loss"]


def ctc_loss(wanted: Any, logits: Any) -> Any:
    """The negative log-probability of each row's digits, shape (n,).

    ``wanted`` (n, longest) holds digits, -1 behind a row's last one; ``logits`` (n, columns, 11),
    of which the last output is *nothing here*.
    """
    from keras import config, ops

    if config.backend() == "tensorflow":
        return _tensorflow_ctc(wanted, logits)
    lengths = ops.cast(ops.sum(wanted >= 0, axis=-1), "int32")
    columns = ops.full((ops.shape(logits)[0],), ops.shape(logits)[1], dtype="int32")
    return ops.ctc_loss(ops.maximum(wanted, 0), logits, lengths, columns, mask_index=OUTPUTS - 1)


def _tensorflow_ctc(wanted: Any, logits: Any) -> Any:
    """As :func:`ctc_loss`, by the kernel that wants a digit in every row: of rows without one the
    loss is that of *nothing here* in all columns; of rows with more digits than columns it is 0."""
    import tensorflow as tf

    is_empty = wanted[:, 0] < 0
    nothing = -tf.reduce_sum(tf.nn.log_softmax(logits)[:, :, OUTPUTS - 1], axis=-1)
    filled = tf.concat([tf.maximum(wanted[:, :1], 0), wanted[:, 1:]], axis=1)
    places = tf.where(filled >= 0)
    digits = tf.SparseTensor(
        places,
        tf.cast(tf.gather_nd(filled, places), tf.int32),
        tf.cast(tf.shape(filled), tf.int64),
    )
    columns = tf.fill([tf.shape(logits)[0]], tf.shape(logits)[1])
    loss = tf.compat.v1.nn.ctc_loss(
        labels=digits,
        inputs=logits,
        sequence_length=columns,
        time_major=False,
        ignore_longer_outputs_than_inputs=True,
    )
    return tf.where(is_empty, nothing, loss)
