using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace LoadProbe.Probing;

/// <summary>JSON as a message on the wire. Fields go by their JSON name or the one in the file; numbers may be text, as values with holes are.</summary>
internal static class JsonToProto
{
    /// <exception cref="FormatException">It does not fit the type; says where and what would.</exception>
    public static byte[] Message(MessageDescriptor type, JsonElement json) => Message(type, json, "message");

    private static byte[] Message(MessageDescriptor type, JsonElement json, string where)
    {
        if (WellKnownTypes.Of(type) is { } known)
        {
            try
            {
                return WellKnownTypes.FromJson(known, json.GetRawText());
            }
            catch (InvalidProtocolBufferException)
            {
                throw Unfit(where, json, type.FullName);
            }
        }

        if (json.ValueKind != JsonValueKind.Object) throw Unfit(where, json, $"a mapping with the fields of {type.FullName}");
        using var bytes = new MemoryStream();
        using var output = new CodedOutputStream(bytes);
        foreach (JsonProperty property in json.EnumerateObject())
        {
            FieldDescriptor field = type.Fields.InDeclarationOrder().FirstOrDefault(f => f.JsonName == property.Name || f.Name == property.Name)
                ?? throw new FormatException($"{where}: {type.FullName} has no field {property.Name}: it has {string.Join(", ", type.Fields.InDeclarationOrder().Take(30).Select(f => f.Name))}");
            if (property.Value.ValueKind == JsonValueKind.Null && WellKnownNull(field) is false) continue;
            Field(field, property.Value, $"{where}.{property.Name}", output);
        }

        output.Flush();
        return bytes.ToArray();
    }

    // Elsewhere null is as good as nothing; there it is a value.
    private static bool WellKnownNull(FieldDescriptor field) => field.FieldType == FieldType.Message && field.MessageType.FullName == "google.protobuf.Value";

    private static void Field(FieldDescriptor field, JsonElement json, string where, CodedOutputStream output)
    {
        if (field.IsMap)
        {
            if (json.ValueKind != JsonValueKind.Object) throw Unfit(where, json, "a mapping");
            foreach (JsonProperty entry in json.EnumerateObject()) One(field, Entry(field.MessageType, entry, where), output);
        }
        else if (field.IsRepeated)
        {
            if (json.ValueKind != JsonValueKind.Array) throw Unfit(where, json, "a list");
            int i = 0;
            foreach (JsonElement item in json.EnumerateArray()) One(field, Value(field, item, $"{where}[{i++}]"), output);
        }
        else
        {
            One(field, Value(field, json, where), output);
        }
    }

    private static void One(FieldDescriptor field, object value, CodedOutputStream output)
    {
        output.WriteTag(field.FieldNumber, ProtoWire.Of(field.FieldType));
        ProtoWire.Write(field.FieldType, value, output);
    }

    private static ByteString Entry(MessageDescriptor type, JsonProperty entry, string where)
    {
        FieldDescriptor key = type.FindFieldByNumber(1), value = type.FindFieldByNumber(2);
        using var bytes = new MemoryStream();
        using var output = new CodedOutputStream(bytes);
        One(key, Scalar(key.FieldType, entry.Name) ?? throw new FormatException($"{where}: key \"{entry.Name}\" is not {key.FieldType.ToString().ToLowerInvariant()}"), output);
        One(value, Value(value, entry.Value, $"{where}.{entry.Name}"), output);
        output.Flush();
        return ByteString.CopyFrom(bytes.ToArray());
    }

    private static object Value(FieldDescriptor field, JsonElement json, string where)
    {
        if (field.FieldType == FieldType.Message) return ByteString.CopyFrom(Message(field.MessageType, json, where));
        if (json.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null) throw Unfit(where, json, field.FieldType.ToString().ToLowerInvariant());
        string text = json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();
        if (field.FieldType == FieldType.Enum)
        {
            if (field.EnumType.FindValueByName(text) is { } word) return word.Number;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)) return number;
            throw Unfit(where, json, $"one of {string.Join(", ", field.EnumType.Values.Take(30).Select(v => v.Name))}");
        }

        if (field.FieldType == FieldType.String && json.ValueKind != JsonValueKind.String) throw Unfit(where, json, "text: quote it");
        return Scalar(field.FieldType, text) ?? throw Unfit(where, json, field.FieldType == FieldType.Bytes ? "base64" : field.FieldType.ToString().ToLowerInvariant());
    }

    private static object? Scalar(FieldType type, string text)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        const NumberStyles whole = NumberStyles.AllowLeadingSign;
        return type switch
        {
            FieldType.Double => double.TryParse(text, NumberStyles.Float, plain, out double v) ? v : null,
            FieldType.Float => float.TryParse(text, NumberStyles.Float, plain, out float v) ? v : null,
            FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => long.TryParse(text, whole, plain, out long v) ? v : null,
            FieldType.UInt64 or FieldType.Fixed64 => ulong.TryParse(text, whole, plain, out ulong v) ? v : null,
            FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => int.TryParse(text, whole, plain, out int v) ? v : null,
            FieldType.UInt32 or FieldType.Fixed32 => uint.TryParse(text, whole, plain, out uint v) ? v : null,
            FieldType.Bool => text is "true" ? true : text is "false" ? false : null,
            FieldType.String => text,
            FieldType.Bytes => Bytes(text),
            _ => null,
        };
    }

    private static ByteString? Bytes(string text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) ? ByteString.CopyFrom(bytes, 0, length) : null;
    }

    private static FormatException Unfit(string where, JsonElement json, string wanted)
    {
        string text = json.GetRawText();
        return new FormatException($"{where} is {(text.Length <= 80 ? text : text[..80] + "…")}: write {wanted}");
    }
}
