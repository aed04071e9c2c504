// Where the instrumented module's counters, their table and the functions' names lie: six addresses.
// Stands in for LLVM's runtime, which writes a file at exit.
extern char __start___llvm_prf_cnts[], __stop___llvm_prf_cnts[];
extern char __start___llvm_prf_data[], __stop___llvm_prf_data[];
extern char __start___llvm_prf_names[], __stop___llvm_prf_names[];

int __llvm_profile_runtime;

static const void *sections[6];

__attribute__((export_name("profile_sections"))) const void **profile_sections(void) {
  sections[0] = __start___llvm_prf_cnts;
  sections[1] = __stop___llvm_prf_cnts;
  sections[2] = __start___llvm_prf_data;
  sections[3] = __stop___llvm_prf_data;
  sections[4] = __start___llvm_prf_names;
  sections[5] = __stop___llvm_prf_names;
  return sections;
}
