# The kinds of exceptions that a side module throws: C++'s, and longjmp's. Each module has its own, so none catches another's.
.globl __cpp_exception
.hidden __cpp_exception
.tagtype __cpp_exception i32
__cpp_exception:
.globl __c_longjmp
.hidden __c_longjmp
.tagtype __c_longjmp i32
__c_longjmp:
