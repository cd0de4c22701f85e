import type { Library } from './types.ts';

const modelReads =
  'find findOne findById exists count countDocuments estimatedDocumentCount distinct aggregate populate where paginate findOneById';
const modelWrites =
  'create insertMany updateOne updateMany deleteOne deleteMany replaceOne findOneAndUpdate findOneAndDelete findOneAndReplace findOneAndRemove findByIdAndUpdate findByIdAndDelete findByIdAndRemove bulkWrite bulkSave remove update findAndModify';

export const mongoose: Library = {
  family: 'Mongoose',
  packages: ['mongoose', '@nestjs/mongoose', '@typegoose/typegoose', 'nestjs-typegoose'],
  exports: {
    Model: 'new mongoose.model',
    default: 'mongoose',
    model: 'mongoose.define',
    models: 'mongoose.models',
    Document: 'new mongoose.document',
    HydratedDocument: 'new mongoose.document',
    Connection: 'new mongoose',
    connection: 'mongoose',
    PaginateModel: 'new mongoose.model',
    InjectModel: 'mongoose.inject',
    getModelForClass: 'mongoose.define',
    ReturnModelType: 'new mongoose.model',
    Mongoose: 'new mongoose',
    Types: 'mongoose.values',
  },
  kinds: {
    mongoose: {
      returns: { model: 'mongoose.model', collection: 'mongodb.collection' },
      get: {
        models: 'mongoose.models',
        model: 'mongoose.define',
        connection: 'mongoose',
        db: 'mongodb.db',
        Model: 'new mongoose.model',
        Types: 'mongoose.values',
      },
    },
    // ObjectId.createFromHexString and its like make values, here.
    'mongoose.values': { get: { '*': 'mongoose.values' } },
    'mongoose.models': { get: { '*': 'mongoose.model' } },
    'mongoose.define': { returns: { '()': 'mongoose.model' } },
    'mongoose.inject': { returns: { '()': 'mongoose.model' } },
    'mongoose.model': {
      effect: 'db',
      reads: modelReads,
      writes: modelWrites,
      get: { collection: 'mongodb.collection' },
      returns: {
        find: 'mongoose.documents',
        findOne: 'mongoose.document',
        findById: 'mongoose.document',
        create: 'mongoose.document',
        discriminator: 'mongoose.model',
      },
    },
    'mongoose.documents': { element: 'mongoose.document', returns: { '*': 'mongoose.documents' } },
    'mongoose.document': {
      effect: 'db',
      reads: 'populate execPopulate',
      writes: 'save remove deleteOne updateOne update',
      statics: 'mongoose.model',
      returns: { exec: 'mongoose.document', populate: 'mongoose.document', lean: 'mongoose.lean' },
    },
    'mongoose.lean': {},
  },
};

export const mongodb: Library = {
  family: 'MongoDB driver',
  packages: ['mongodb', 'monk', 'mongojs', 'mongoist'],
  exports: { MongoClient: 'new mongodb', Db: 'new mongodb.db', Collection: 'new mongodb.collection' },
  kinds: {
    mongodb: { returns: { db: 'mongodb.db', connect: 'mongodb' } },
    'mongodb.db': {
      effect: 'db',
      reads: 'command aggregate listCollections',
      writes: 'createCollection dropDatabase',
      returns: { collection: 'mongodb.collection' },
    },
    'mongodb.collection': {
      effect: 'db',
      reads: `${modelReads} findOneById`,
      writes: `${modelWrites} insertOne insert`,
      returns: { initializeUnorderedBulkOp: 'mongodb.bulk', initializeOrderedBulkOp: 'mongodb.bulk' },
    },
    /** What is put into it goes when it is executed. */
    'mongodb.bulk': {
      effect: 'db',
      writes: 'execute',
      returns: { find: 'mongodb.bulk', upsert: 'mongodb.bulk' },
    },
  },
};

export const meteor: Library = {
  family: 'Meteor',
  packages: ['meteor/mongo', 'meteor/meteor'],
  exports: { Mongo: 'meteor.mongo', Meteor: 'meteor' },
  kinds: {
    meteor: { get: { users: 'meteor.collection' } },
    'meteor.mongo': { get: { Collection: 'new meteor.collection' } },
    'meteor.collection': {
      effect: 'db',
      reads: 'findOne aggregate',
      writes: 'insert update upsert remove insertMany updateMany bulkWrite',
      // Past the hooks of matb33:collection-hooks.
      get: { direct: 'meteor.collection' },
      returns: { find: 'meteor.cursor', rawCollection: 'mongodb.collection' },
    },
    'meteor.cursor': {
      effect: 'db',
      reads: 'fetch count forEach map',
      returns: { '*': 'meteor.cursor' },
    },
  },
};
