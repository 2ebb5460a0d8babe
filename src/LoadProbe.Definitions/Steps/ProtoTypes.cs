using Google.Protobuf.Reflection;
using ProtoBuf;

namespace LoadProbe.Definitions;

/// <summary>The types that a file has: a .proto, or what protoc has compiled of some.</summary>
internal sealed class ProtoTypes
{
    private const int MostBytes = 16 << 20;

    private readonly FileDescriptorSet _files;
    private readonly Dictionary<string, DescriptorProto> _messages = [];

    private ProtoTypes(FileDescriptorSet files, DescriptorSet set)
    {
        (_files, Set) = (files, set);
        foreach (FileDescriptorProto file in files.Files) Name(file.Package.Length == 0 ? "" : $".{file.Package}", file.MessageTypes);
    }

    public DescriptorSet Set { get; }

    /// <summary>Looked for from the step's folder upwards; null with mistakes.</summary>
    public static ProtoTypes? Read(Node node, Mistakes mistakes)
    {
        if (Scalars.Text(node, "proto", mistakes) is not { } file) return null;
        if (Sources.Find(Path.GetDirectoryName(node.At.File) ?? "", file) is not { } path)
        {
            mistakes.Add(node.At, $"proto {Quote.Bare(file)}: there is no such file in this folder or those above it");
            return null;
        }

        return path.EndsWith(".proto", StringComparison.OrdinalIgnoreCase) ? Parsed(path, node.At, mistakes) : Compiled(path, node.At, mistakes);
    }

    /// <summary>Whether the method is there, and its message has the fields that are written.</summary>
    public void Check(string service, string method, Fields step, Fields expect)
    {
        Place at = step["grpc"]!.At;
        Dictionary<string, ServiceDescriptorProto> services = [];
        foreach (FileDescriptorProto file in _files.Files)
        {
            foreach (ServiceDescriptorProto s in file.Services) services.TryAdd(file.Package.Length == 0 ? s.Name : $"{file.Package}.{s.Name}", s);
        }

        if (!services.TryGetValue(service, out ServiceDescriptorProto? found))
        {
            step.Mistakes.Add(at, $"service {Quote.Of(service)} is not in {Quote.Line(Set.File)}: {Spelling.Hint(service, services.Keys)}Known there: {Quote.List(services.Keys)}");
            return;
        }

        string[] methods = [.. found.Methods.Select(m => m.Name)];
        if (found.Methods.FirstOrDefault(m => m.Name == method) is not { } called) step.Mistakes.Add(at, $"service {service} has no method {Quote.Of(method)}: {Spelling.Hint(method, methods)}Known: {Quote.List(methods)}");
        else if (called.ClientStreaming) step.Mistakes.Add(at, $"{service}/{method} takes a stream of messages: such methods cannot be called yet");
        else
        {
            if (!called.ServerStreaming && expect["messages"] is { } messages) step.Mistakes.Add(messages.At, $"messages is for a stream, and {service}/{method} answers with one: leave it out");
            if (step["message"] is { } message) Check(message, called.InputType, step.Mistakes);
        }
    }

    private void Check(Node node, string type, Mistakes mistakes)
    {
        // Those have JSON forms of their own.
        if (node is not MappingNode mapping || type.StartsWith(".google.protobuf.", StringComparison.Ordinal) || !_messages.TryGetValue(type, out DescriptorProto? message)) return;
        foreach ((TextNode key, Node value) in mapping.Entries)
        {
            if (message.Fields.FirstOrDefault(f => f.Name == key.Text || f.JsonName == key.Text) is not { } field)
            {
                string[] names = [.. message.Fields.Select(f => f.Name)];
                mistakes.Add(key.At, $"{type[1..]} has no field {Quote.Of(key.Text)}: {Spelling.Hint(key.Text, names)}Known: {Quote.List(names)}");
                continue;
            }

            if (field.type != FieldDescriptorProto.Type.TypeMessage) continue;
            IEnumerable<Node> within = value is ListNode list ? list.Items : [value];
            string inner = field.TypeName;
            if (_messages.TryGetValue(inner, out DescriptorProto? entry) && entry.Options?.MapEntry == true)
            {
                within = value is MappingNode map ? map.Entries.Select(e => e.Value) : [];
                inner = entry.Fields.FirstOrDefault(f => f.Number == 2)?.TypeName ?? "";
            }

            foreach (Node one in within) Check(one, inner, mistakes);
        }
    }

    private static ProtoTypes? Parsed(string path, Place at, Mistakes mistakes)
    {
        var inFile = new Mistakes();
        var folder = new ProtoFolder(at, inFile);
        var files = new FileDescriptorSet { FileSystem = folder };
        string home = Path.GetDirectoryName(path) ?? "", name = Path.GetFileName(path);
        foreach (string import in Sources.Above(home)) files.AddImportPath(Path.GetFullPath(import.Length == 0 ? "." : import));
        if (folder.Read(path) is { } text)
        {
            files.Add(name, includeInOutput: true, new StringReader(text));
            files.Process();
            foreach (var error in files.GetErrors().Where(e => e.IsError))
            {
                string where = error.File == name ? path : Sources.Find(home, error.File) ?? error.File;
                inFile.Add(new Place(where, Math.Max(1, error.LineNumber), Math.Max(1, error.ColumnNumber)), Quote.Line(error.Message));
            }
        }

        mistakes.Add(inFile.Sorted());
        if (inFile.Count > 0) return null;
        using var bytes = new MemoryStream();
        files.Serialize(FileDescriptorSet.Serializer, bytes, true);
        return new ProtoTypes(files, new DescriptorSet(path, bytes.ToArray()));
    }

    private static ProtoTypes? Compiled(string path, Place at, Mistakes mistakes)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes) return Refuse($"is larger than {MostBytes >> 20} MiB");
            byte[] bytes = File.ReadAllBytes(path);
            FileDescriptorSet files = FileDescriptorSet.Serializer.Deserialize<FileDescriptorSet>(new MemoryStream(bytes));
            return files.Files.Count == 0 ? Refuse("has no types") : new ProtoTypes(files, new DescriptorSet(path, bytes));
        }
        catch (Exception e) when (e is ProtoException or EndOfStreamException or OverflowException or InvalidOperationException or ArgumentException)
        {
            return Refuse("is no descriptor set: write a .proto, or what protoc --include_imports --descriptor_set_out has made");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse($"cannot be read: {Quote.Line(e.Message)}");
        }

        ProtoTypes? Refuse(string why)
        {
            mistakes.Add(at, $"proto {Quote.Line(path)} {why}");
            return null;
        }
    }

    private void Name(string within, IEnumerable<DescriptorProto> messages)
    {
        foreach (DescriptorProto message in messages)
        {
            _messages.TryAdd($"{within}.{message.Name}", message);
            Name($"{within}.{message.Name}", message.NestedTypes);
        }
    }
}
