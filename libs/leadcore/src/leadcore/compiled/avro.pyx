# cython: language_level=3, boundscheck=False, wraparound=False
"""
Avro bodies to records and back, compiled: an object for each kind of value, which reads, passes over and writes it.

What `leadcore.avro` makes does the same in Python, and is the oracle (`tests/unit/leadcore/test_compiled.py`). Bodies
may be hostile: a byte is looked at only after the end of the body was, and a count is never more than the bytes that
are left, of which each value takes one at least.

    read(kind, body, whole) → record        write(kind, record) → body
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.list cimport PyList_AsTuple
from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.object cimport PyTypeObject
from cpython.ref cimport Py_INCREF, PyObject
from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memcpy, memmove

cdef extern from "Python.h":
    object PyUnicode_DecodeUTF8(const char *text, Py_ssize_t size, const char *errors)
    const char *PyUnicode_AsUTF8AndSize(object text, Py_ssize_t *size) except NULL
    object PyType_GenericAlloc(PyTypeObject *type, Py_ssize_t items)
    long long PyLong_AsLongLong(object number) except? -1

cdef extern from "structmember.h":
    ctypedef struct PyMemberDef:
        Py_ssize_t offset
    ctypedef struct PyMemberDescrObject:
        PyMemberDef *d_member

cdef enum:
    LAST_SHIFT = 63
    NUMBER_BYTES = 10
    ROOM = 4096


cdef class _In:
    """What is left of a body; whoever made it holds the bytes."""

    cdef const unsigned char *at
    cdef const unsigned char *end

    cdef inline int byte(self) except -1:
        if self.at >= self.end:
            raise ValueError("the body ends too early")
        cdef int found = self.at[0]
        self.at += 1
        return found

    cdef inline int64_t number(self) except? -1:
        """A zigzag number of up to 64 bits."""
        cdef int byte = self.byte()
        cdef uint64_t raw = byte & 127
        cdef int shift = 7
        while byte > 127:
            if shift > LAST_SHIFT:
                raise ValueError("number too long")
            byte = self.byte()
            if shift == LAST_SHIFT and byte & 127 > 1:
                raise ValueError("number too large")
            raw |= <uint64_t>(byte & 127) << shift
            shift += 7
        return <int64_t>(raw >> 1) ^ -<int64_t>(raw & 1)

    cdef inline const char *taken(self, int64_t size) except NULL:
        """So many bytes, passed over."""
        if size < 0:
            raise ValueError("negative length")
        if size > self.end - self.at:
            raise ValueError("the body ends too early")
        self.at += size
        return <const char *>self.at - size

    cdef inline int64_t block(self) except? -1:
        """The count before a block, negative where the block's length in bytes follows; 0 is the end, in one byte."""
        cdef const unsigned char *start = self.at
        cdef int64_t count = self.number()
        if count == 0 and self.at - start > 1:
            raise ValueError("a block of nothing")
        return count

    cdef inline int64_t count(self) except -1:
        """How many values the next block has."""
        cdef int64_t count = self.block()
        if count < 0:
            count = -(count + 1)  # which the least of all numbers has too
            self.number()
            if count >= self.end - self.at:
                raise ValueError("more values than bytes")
            return count + 1
        if count > self.end - self.at:
            raise ValueError("more values than bytes")
        return count

    cdef int pass_blocks(self) except -1:
        cdef int64_t count = self.block()
        while count:
            if count > 0:
                raise ValueError("a block without its length")
            self.taken(self.number())
            count = self.block()
        return 0


cdef class _Out:
    """A body as it grows."""

    cdef char *body
    cdef Py_ssize_t size, room

    def __cinit__(self):
        self.body = <char *>PyMem_Malloc(ROOM)
        if self.body is NULL:
            raise MemoryError
        self.room = ROOM

    def __dealloc__(self):
        PyMem_Free(self.body)

    cdef inline int make_room(self, Py_ssize_t size) except -1:
        cdef char *larger
        if self.size + size > self.room:
            larger = <char *>PyMem_Realloc(self.body, 2 * (self.size + size))
            if larger is NULL:
                raise MemoryError
            self.body, self.room = larger, 2 * (self.size + size)
        return 0

    cdef inline int byte(self, int byte) except -1:
        self.make_room(1)
        self.body[self.size] = <char>byte
        self.size += 1
        return 0

    cdef inline int number(self, int64_t number) except -1:
        cdef uint64_t raw = (<uint64_t>number << 1) ^ <uint64_t>(number >> LAST_SHIFT)
        self.make_room(NUMBER_BYTES)
        while raw > 127:
            self.body[self.size] = <char>(raw & 127 | 128)
            self.size += 1
            raw >>= 7
        self.body[self.size] = <char>raw
        self.size += 1
        return 0

    cdef inline int put(self, const char *bytes, Py_ssize_t size) except -1:
        self.make_room(size)
        memcpy(self.body + self.size, bytes, size)
        self.size += size
        return 0

    cdef int end_block(self, Py_ssize_t start, int64_t count) except -1:
        """Put count and length before the values that stand from `start` on, and the empty block after them."""
        cdef char[2 * NUMBER_BYTES] head
        cdef Py_ssize_t end = self.size
        if count:
            self.number(-count)
            self.number(end - start)
            memcpy(head, self.body + end, self.size - end)
            memmove(self.body + start + self.size - end, self.body + start, end - start)
            memcpy(self.body + start, head, self.size - end)
        return self.byte(0)


cdef class _Kind:
    """A kind of value."""

    cdef object read(self, _In body):
        raise NotImplementedError

    cdef int pass_over(self, _In body) except -1:
        self.read(body)
        return 0

    cdef int write(self, _Out out, object value) except -1:
        raise NotImplementedError


cdef class Text(_Kind):
    """A string."""

    cdef object read(self, _In body):
        cdef int64_t size = body.number()
        return PyUnicode_DecodeUTF8(body.taken(size), size, NULL)

    cdef int pass_over(self, _In body) except -1:
        body.taken(body.number())
        return 0

    cdef int write(self, _Out out, object value) except -1:
        cdef Py_ssize_t size = 0
        cdef const char *text = PyUnicode_AsUTF8AndSize(value, &size)
        out.number(size)
        return out.put(text, size)


cdef class Bytes(_Kind):
    """Bytes."""

    cdef object read(self, _In body):
        cdef int64_t size = body.number()
        return PyBytes_FromStringAndSize(body.taken(size), size)

    cdef int pass_over(self, _In body) except -1:
        body.taken(body.number())
        return 0

    cdef int write(self, _Out out, object value) except -1:
        if not isinstance(value, bytes):
            raise TypeError("no bytes")
        out.number(PyBytes_GET_SIZE(value))
        return out.put(PyBytes_AS_STRING(value), PyBytes_GET_SIZE(value))


cdef class Long(_Kind):
    """A whole number of up to 64 bits."""

    cdef object read(self, _In body):
        return body.number()

    cdef int pass_over(self, _In body) except -1:
        body.number()
        return 0

    cdef int write(self, _Out out, object value) except -1:
        return out.number(PyLong_AsLongLong(value))


cdef class Double(_Kind):
    """A floating-point number; the machine's own order of bytes must be little-endian."""

    cdef object read(self, _In body):
        cdef double number
        memcpy(&number, body.taken(sizeof(double)), sizeof(double))
        return number

    cdef int write(self, _Out out, object value) except -1:
        cdef double number = value
        return out.put(<const char *>&number, sizeof(double))


cdef class Boolean(_Kind):
    """True or false."""

    cdef object read(self, _In body):
        return body.byte() != 0

    cdef int write(self, _Out out, object value) except -1:
        return out.byte(1 if value else 0)


cdef class Union(_Kind):
    """One of several branches, None for null; only null and one other can be written."""

    cdef tuple branches

    def __init__(self, tuple branches not None):
        self.branches = branches

    cdef object read(self, _In body):
        cdef int place = body.byte()
        if place & 1 or place >= 2 * len(self.branches):
            raise ValueError("no such branch")
        branch = self.branches[place >> 1]
        return None if branch is None else (<_Kind?>branch).read(body)

    cdef int write(self, _Out out, object value) except -1:
        cdef int other = self.branches[0] is None
        if value is None:
            return out.byte(2 - 2 * other)
        out.byte(2 * other)
        return (<_Kind?>self.branches[other]).write(out, value)


cdef class Array(_Kind):
    """Any number of values, read as a tuple."""

    cdef _Kind item

    def __init__(self, _Kind item not None):
        self.item = item

    cdef object read(self, _In body):
        cdef list found = []
        cdef int64_t left = body.count()
        while left:
            for _ in range(left):
                found.append(self.item.read(body))
            left = body.count()
        return PyList_AsTuple(found)

    cdef int pass_over(self, _In body) except -1:
        return body.pass_blocks()

    cdef int write(self, _Out out, object value) except -1:
        cdef Py_ssize_t start = out.size
        cdef int64_t count = 0
        for item in value:
            self.item.write(out, item)
            count += 1
        return out.end_block(start, count)


cdef class Map(_Kind):
    """Values by string."""

    cdef Text key
    cdef _Kind value

    def __init__(self, _Kind value not None):
        self.key, self.value = Text(), value

    cdef object read(self, _In body):
        cdef dict found = {}
        cdef int64_t left = body.count()
        while left:
            for _ in range(left):
                key = self.key.read(body)
                found[key] = self.value.read(body)
            left = body.count()
        return found

    cdef int pass_over(self, _In body) except -1:
        return body.pass_blocks()

    cdef int write(self, _Out out, object value) except -1:
        cdef Py_ssize_t start = out.size
        cdef int64_t count = 0
        for key, each in value.items():
            self.key.write(out, key)
            self.value.write(out, each)
            count += 1
        return out.end_block(start, count)


cdef class Field:
    """A field of a record, with its place in the object; `unread`: it is passed over, and `instead` is its value."""

    cdef str name
    cdef _Kind kind
    cdef bint unread
    cdef object instead
    cdef object owner
    cdef Py_ssize_t offset

    def __init__(self, slot not None, _Kind kind not None, bint unread=False, instead=None):
        if type(slot) is not _SLOT:
            raise TypeError("a record has its fields in slots")
        self.name, self.kind, self.unread, self.instead = slot.__name__, kind, unread, instead
        self.owner = slot.__objclass__
        self.offset = (<PyMemberDescrObject *><PyObject *>slot).d_member.offset

    cdef inline PyObject **place(self, object record) noexcept:
        return <PyObject **>(<char *><PyObject *>record + self.offset)


cdef class Record(_Kind):
    """A record: a dataclass with slots, made without its `__init__`, as msgspec makes it."""

    cdef type made
    cdef tuple fields

    def __init__(self, type made not None, tuple fields not None):
        if any(type(field) is not Field or (<Field>field).owner is not made for field in fields):
            raise TypeError("a record has fields of its own")
        self.made, self.fields = made, fields

    cdef object read(self, _In body):
        cdef Field field
        record = PyType_GenericAlloc(<PyTypeObject *>self.made, 0)
        for field in self.fields:
            if field.unread:
                field.kind.pass_over(body)
                value = field.instead
            else:
                value = field.kind.read(body)
            Py_INCREF(value)  # which its slot, empty until now, holds from here on
            field.place(record)[0] = <PyObject *>value
        return record

    cdef int pass_over(self, _In body) except -1:
        cdef Field field
        for field in self.fields:
            field.kind.pass_over(body)
        return 0

    cdef int write(self, _Out out, object value) except -1:
        cdef Field field
        cdef PyObject *held
        if type(value) is not self.made:
            raise TypeError(f"no {self.made.__name__}")
        for field in self.fields:
            held = field.place(value)[0]
            if held is NULL:
                raise AttributeError(field.name)
            field.kind.write(out, <object>held)
        return 0


cdef class Head(_Kind):
    """The first fields of a record, as a dictionary; only read."""

    cdef tuple names, kinds

    def __init__(self, tuple names not None, tuple kinds not None):
        self.names, self.kinds = names, kinds

    cdef object read(self, _In body):
        cdef dict found = {}
        for name, kind in zip(self.names, self.kinds):
            found[name] = (<_Kind?>kind).read(body)
        return found


class _Slotted:
    __slots__ = ("slot",)


_SLOT = type(_Slotted.slot)


def read(_Kind kind not None, bytes body not None, bint whole=True):
    """What is in `body`, all of it used up where it is `whole`. Raises ValueError where it is not of this kind."""
    cdef _In left = _In()
    left.at = <const unsigned char *>PyBytes_AS_STRING(body)
    left.end = left.at + PyBytes_GET_SIZE(body)
    found = kind.read(left)
    if whole and left.at != left.end:
        raise ValueError("more than the record")
    return found


def write(_Kind kind not None, record):
    """The body of `record`. Raises TypeError, ValueError, AttributeError or OverflowError where it is not of this kind."""
    cdef _Out out = _Out()
    kind.write(out, record)
    return PyBytes_FromStringAndSize(out.body, out.size)
