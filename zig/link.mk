# Added to CPython's own Makefile (make -f Makefile -f link.mk): links its objects with the guest's in place of the command
# line program, as a reactor. GUEST_OBJECTS and GUEST_LDFLAGS come from build.sh.

guest.wasm: $(LINK_PYTHON_DEPS) $(GUEST_OBJECTS)
	$(LINKCC) $(GUEST_LDFLAGS) -o $@ $(GUEST_OBJECTS) $(LINK_PYTHON_OBJS) $(MODLIBS) $(LIBS) $(SYSLIBS)
