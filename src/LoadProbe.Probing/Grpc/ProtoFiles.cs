using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace LoadProbe.Probing;

/// <summary>Files of types by name, gathered in any order, and linked to each other.</summary>
internal sealed class ProtoFiles
{
    // Everybody imports these, and hardly anybody sends them along.
    private static readonly IReadOnlyDictionary<string, FileDescriptor> Known = new[]
    {
        AnyReflection.Descriptor, DurationReflection.Descriptor, EmptyReflection.Descriptor, FieldMaskReflection.Descriptor, StructReflection.Descriptor,
        TimestampReflection.Descriptor, WrappersReflection.Descriptor, DescriptorReflection.Descriptor,
    }.ToDictionary(f => f.Name);

    // A target whose files import others without end is left alone.
    private const int Most = 1000;

    private readonly Dictionary<string, FileDescriptorProto> _files = [];

    /// <summary>A file that another imports and that is not here; null = none.</summary>
    public string? Missing => _files.Values.SelectMany(f => f.Dependency).FirstOrDefault(d => !_files.ContainsKey(d) && !Known.ContainsKey(d));

    /// <exception cref="InvalidProtocolBufferException">It is none.</exception>
    /// <exception cref="InvalidDataException">There are too many.</exception>
    public void Add(ByteString file) => Add(FileDescriptorProto.Parser.ParseFrom(file));

    public void Add(FileDescriptorProto file)
    {
        if (_files.Count == Most) throw new InvalidDataException($"there are more than {Most} files of types");
        if (!Known.ContainsKey(file.Name)) _files[file.Name] = file;
    }

    /// <exception cref="DescriptorValidationException">They do not fit together.</exception>
    public IReadOnlyList<FileDescriptor> Link()
    {
        var ordered = new List<FileDescriptorProto>();
        var placed = new HashSet<string>();
        foreach (string name in _files.Keys) Place(name, ordered, placed);
        return FileDescriptor.BuildFromByteStrings([.. ordered.Select(f => f.ToByteString())]);
    }

    // A file comes after those it imports; one that imports itself, over whatever detour, is refused when they are linked.
    private void Place(string name, List<FileDescriptorProto> ordered, HashSet<string> placed)
    {
        if (!placed.Add(name)) return;
        FileDescriptorProto? file = _files.GetValueOrDefault(name) ?? (Known.TryGetValue(name, out FileDescriptor? known) ? known.ToProto() : null);
        if (file is null) return;
        foreach (string import in file.Dependency) Place(import, ordered, placed);
        ordered.Add(file);
    }
}
