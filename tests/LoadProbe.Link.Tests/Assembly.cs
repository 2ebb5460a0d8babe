// Several of these tests measure, and all of them share the machine.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
