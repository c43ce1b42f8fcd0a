# Run by CPack between installing and packing. Adds what Debian's policy wants of each package: copyright and changelog in its
# folder of documents, and manual pages and changelog compressed, without the time.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)    # of SOURCE_DATE_EPOCH, where it is set
foreach(row IN ITEMS "program;hmacsweep" "library;libhmacsweep-dev")
  list(POP_FRONT row component package)
  set(root ${CPACK_TEMPORARY_DIRECTORY}/${component}/usr)
  set(documents ${root}/share/doc/${package})
  file(MAKE_DIRECTORY ${documents})
  file(COPY_FILE ${CMAKE_CURRENT_LIST_DIR}/../LICENSE ${documents}/copyright)
  file(COPY_FILE ${CMAKE_CURRENT_LIST_DIR}/../CHANGELOG.md ${documents}/NEWS.md)
  file(WRITE ${documents}/changelog
       "${package} (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n  * See NEWS.md.\n\n -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
  file(GLOB_RECURSE pages ${root}/share/man/*)
  execute_process(COMMAND gzip -9n ${documents}/changelog ${pages} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
