# Run by CPack between installing and packing. Adds what Debian's policy wants of each package: copyright and changelog in its
# folder of documents, and manual pages and changelog compressed, without the time. The program's package also gets a bill of
# materials: sbom.spdx.json (SPDX 2.3) names the libraries that it was built with.
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

string(TIMESTAMP created "%Y-%m-%dT%H:%M:%SZ" UTC)
set(program "hmacsweep-${CPACK_PACKAGE_VERSION}")
set(packages "")
set(relationships "")
foreach(row IN LISTS CPACK_HMACSWEEP_LIBRARIES)
  string(REGEX MATCH "^([^=]*)=(.*)$" row "${row}")
  set(name ${CMAKE_MATCH_1})
  set(version ${CMAKE_MATCH_2})
  string(REPLACE "+" "%2B" url "${version}")
  string(REPLACE ":" "%3A" url "${url}")
  string(REGEX REPLACE "[^a-zA-Z0-9.-]" "-" id "SPDXRef-${name}")
  string(APPEND packages ",
    {
      \"SPDXID\": \"${id}\", \"name\": \"${name}\", \"versionInfo\": \"${version}\",
      \"downloadLocation\": \"NOASSERTION\", \"filesAnalyzed\": false,
      \"externalRefs\": [{\"referenceCategory\": \"PACKAGE-MANAGER\", \"referenceType\": \"purl\",
                        \"referenceLocator\": \"pkg:deb/debian/${name}@${url}\"}]
    }")
  string(APPEND relationships ",
    {\"spdxElementId\": \"SPDXRef-hmacsweep\", \"relationshipType\": \"DEPENDS_ON\", \"relatedSpdxElement\": \"${id}\"}")
endforeach()
file(WRITE ${CPACK_TEMPORARY_DIRECTORY}/program/usr/share/doc/hmacsweep/sbom.spdx.json "{
  \"spdxVersion\": \"SPDX-2.3\", \"dataLicense\": \"CC0-1.0\", \"SPDXID\": \"SPDXRef-DOCUMENT\", \"name\": \"${program}\",
  \"documentNamespace\": \"https://hmacsweep.invalid/spdx/${program}/${created}\",
  \"creationInfo\": {\"created\": \"${created}\", \"creators\": [\"Tool: hmacsweep's build\"]},
  \"packages\": [
    {
      \"SPDXID\": \"SPDXRef-hmacsweep\", \"name\": \"hmacsweep\", \"versionInfo\": \"${CPACK_PACKAGE_VERSION}\",
      \"downloadLocation\": \"NOASSERTION\", \"filesAnalyzed\": false, \"licenseDeclared\": \"MIT\"
    }${packages}
  ],
  \"relationships\": [
    {\"spdxElementId\": \"SPDXRef-DOCUMENT\", \"relationshipType\": \"DESCRIBES\", \"relatedSpdxElement\": \"SPDXRef-hmacsweep\"}${relationships}
  ]
}
")
