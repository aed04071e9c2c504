package io.serpentarium.service.jupyter;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serpentarium.service.jupyter.Notebooks.Notebook;
import org.jspecify.annotations.Nullable;

/**
 * A Jupyter session as clients see it: a kernel, and its notebook.
 *
 * @param id the kernel's id
 * @param notebook the notebook for older clients, if it is one
 */
record NotebookModel(
    String id,
    String path,
    String name,
    String type,
    KernelModel kernel,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Place notebook) {

  private static final String NOTEBOOK = "notebook";

  /** The place of a notebook. */
  record Place(String path, String name) {}

  static NotebookModel of(Notebook notebook, KernelModel kernel) {
    Place place = new Place(notebook.path(), notebook.name());
    return new NotebookModel(
        kernel.id(),
        notebook.path(),
        notebook.name(),
        notebook.type(),
        kernel,
        notebook.type().equals(NOTEBOOK) ? place : null);
  }
}
